package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.config.UpstreamSpec;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.fleet.ProxyAttempt.Outcome;
import io.jsupervisor.daemon.proxy.Instance;
import io.jsupervisor.daemon.proxy.ProxyHost;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps one proxy in step: the upstreams that share its commands. One attempt at a time; changes
 * that come close together, or meanwhile, make one. Core thread only.
 */
final class ProxyApplier {
  private static final long GATHER_MILLIS = 50;
  private static final long STEER_SECONDS = 2;
  private static final long RETRY_SECONDS = 2;
  private static final long LONGEST_RETRY_SECONDS = 60;

  private final Clockwork clockwork;
  private final CommandRunner runner;
  private final ProxyHost host;
  private final List<UpstreamSpec> specs;
  private final Consumer<ProxyApplier> attempted;
  private final ReloadPace pace;
  private Map<UpstreamSpec, List<Instance>> wanted = Map.of();

  /** What the last attempt that ended was about. */
  private Map<UpstreamSpec, List<Instance>> last = Map.of();

  /** What the attempt under way is about; as {@link #last} while there is none. */
  private Map<UpstreamSpec, List<Instance>> telling = Map.of();

  private Optional<Instant> applied = Optional.empty();
  private Outcome outcome = Outcome.SAME;
  private String problem = "";
  private boolean busy;
  private boolean hurry;
  private long attempts;
  private boolean retired;
  private Runnable whenIdle = () -> {};
  private Ticks due = Ticks.NEVER;
  private long retrySeconds = RETRY_SECONDS;

  /**
   * @param specs with the same proxy and commands, at least one
   * @param attempted told when an attempt has ended
   */
  ProxyApplier(
      Clockwork clockwork,
      CommandRunner runner,
      ProxyHost host,
      List<UpstreamSpec> specs,
      Consumer<ProxyApplier> attempted) {
    this.clockwork = clockwork;
    this.runner = runner;
    this.host = host;
    this.specs = List.copyOf(specs);
    this.attempted = attempted;
    this.pace = new ReloadPace(clockwork.now());
    if (specs.getFirst().options().containsKey("runtime_socket")) {
      steerLater();
    }
  }

  List<UpstreamSpec> specs() {
    return specs;
  }

  /** Why the proxy may not know what it should; empty when it does. */
  String problem() {
    return problem;
  }

  /** When the proxy was told last. */
  Optional<Instant> applied() {
    return applied;
  }

  /**
   * Whether an attempt to tell the proxy of this instance with {@code in} has ended, and none that
   * says otherwise is under way: the proxy may work by that one already.
   */
  boolean isTold(Namespec process, boolean in) {
    boolean ever = !last.isEmpty();
    return ever && isIn(last, process) == in && isIn(telling, process) == in;
  }

  /** The proxy keeps what it had, and sends requests to whom it had. */
  boolean isRefused() {
    return outcome == Outcome.REFUSED;
  }

  /** The proxy works, or may work, by what it was told before. */
  boolean isBehind() {
    return outcome == Outcome.REFUSED || outcome == Outcome.UNTOLD;
  }

  /** Whether the proxy sends requests there, as far as is known. */
  boolean isIn(Namespec process) {
    return isIn(last, process);
  }

  private static boolean isIn(Map<UpstreamSpec, List<Instance>> told, Namespec process) {
    return told.values().stream()
        .flatMap(List::stream)
        .anyMatch(
            i ->
                i.in()
                    && i.node().isEmpty()
                    && i.group().equals(process.group())
                    && i.name().equals(process.name()));
  }

  /** The same of an instance of any machine. */
  boolean isIn(Instance instance) {
    return last.values().stream()
        .flatMap(List::stream)
        .anyMatch(told -> told.in() && told.isSameProcess(instance));
  }

  /** Whether the last attempt that ended was about what is wanted, and none is under way. */
  boolean isInStep() {
    return !busy && wanted.equals(last);
  }

  /**
   * What the proxy is to know.
   *
   * @param urgent somebody waits: the pace of flapping does not hold it back
   */
  void want(Map<UpstreamSpec, List<Instance>> instances, boolean urgent) {
    boolean news = !instances.equals(wanted) || urgent;
    wanted = instances;
    hurry = urgent;
    if (news && !busy && !wanted.equals(last)) {
      schedule();
    }
  }

  private void schedule() {
    Ticks now = clockwork.now();
    Ticks soon = now.plusMillis(GATHER_MILLIS);
    Ticks paced = pace.next(now);
    Ticks when = hurry || soon.isAfter(paced) ? soon : paced;
    if (when.compareTo(due) < 0) {
      due = when;
      clockwork.at(when, () -> attemptIfDue(when));
    }
  }

  private void attemptIfDue(Ticks planned) {
    if (planned.equals(due)) {
      due = Ticks.NEVER;
      if (!busy && !retired && !wanted.equals(last)) {
        attempt();
      }
    }
  }

  private void attempt() {
    busy = true;
    attempts++;
    Map<UpstreamSpec, List<Instance>> now = wanted;
    telling = now;
    boolean force = outcome == Outcome.UNTOLD || outcome == Outcome.NOT_RUNNING;
    new ProxyAttempt(clockwork, runner, host, now, force, result -> ended(now, result)).begin();
  }

  private void ended(Map<UpstreamSpec, List<Instance>> tried, ProxyAttempt.Result result) {
    busy = false;
    last = tried;
    outcome = result.outcome();
    problem = result.problem();
    if (outcome != Outcome.SAME && outcome != Outcome.REFUSED) {
      pace.took(clockwork.now());
      applied = Optional.of(clockwork.wall());
    }
    if (retired) {
      whenIdle.run();
      return;
    }
    attempted.accept(this);
    if (!wanted.equals(last)) {
      schedule();
    } else if (outcome == Outcome.UNTOLD || outcome == Outcome.NOT_RUNNING) {
      retryLater();
    } else {
      retrySeconds = RETRY_SECONDS;
    }
  }

  /** A proxy that comes up later may have read the file just before it changed. */
  private void retryLater() {
    long tried = attempts;
    clockwork.at(
        clockwork.now().plusSeconds(retrySeconds),
        () -> {
          if (!busy && !retired && wanted.equals(last) && attempts == tried) {
            attempt();
          }
        });
    retrySeconds = Math.min(LONGEST_RETRY_SECONDS, retrySeconds * 2);
  }

  /** An HAProxy that was restarted has forgotten what its runtime socket was told. */
  private void steerLater() {
    clockwork.at(
        clockwork.now().plusSeconds(STEER_SECONDS),
        () -> {
          if (!retired) {
            if (!busy && !last.isEmpty() && wanted.equals(last)) {
              attempt();
            }
            steerLater();
          }
        });
  }

  /**
   * Nothing is attempted any more.
   *
   * @param idle runs when what is under way has ended, at once where nothing is
   */
  void retire(Runnable idle) {
    retired = true;
    whenIdle = idle;
    if (!busy) {
      idle.run();
    }
  }
}
