package io.jsupervisor.daemon.fleet;

import io.jsupervisor.common.words.ShellWords;
import io.jsupervisor.common.words.WordsException;
import io.jsupervisor.daemon.config.UpstreamSpec;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.fleet.CommandRunner.Ended;
import io.jsupervisor.daemon.proxy.Instance;
import io.jsupervisor.daemon.proxy.ProxyHost;
import io.jsupervisor.daemon.proxy.ProxyHost.Placed;
import io.jsupervisor.daemon.proxy.ProxyHost.Worker;
import io.jsupervisor.daemon.proxy.UpstreamText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Tells a proxy once of its upstreams: files in place, test, (the runtime socket,) reload, and the
 * wait until it has switched. A test that fails puts the old files back, before any reload. Steps
 * on the core; files, {@code /proc} and sockets off it.
 */
final class ProxyAttempt {
  private static final long COMMAND_MILLIS = 10_000;
  private static final long LOOK_MILLIS = 50;
  private static final long SWITCH_SECONDS = 10;

  /**
   * An old worker that accepts no more may still have in hand what it accepted before, and sends it
   * where its old configuration says. One that stays longer has long transfers, or clients that are
   * silent.
   */
  private static final long LINGER_SECONDS = 2;

  /** What it came to. */
  enum Outcome {
    /** The proxy works with it. */
    DONE,
    /** Nothing was new, so nothing was done. */
    SAME,
    /** The proxy has what it had. */
    REFUSED,
    /** The files are in place, but the proxy may not have read them. */
    UNTOLD,
    /** The files are in place for when the proxy starts. */
    NOT_RUNNING
  }

  /**
   * How it ended.
   *
   * @param problem for people; empty where there is none
   */
  record Result(Outcome outcome, String problem) {}

  private final Clockwork clockwork;
  private final CommandRunner runner;
  private final ProxyHost host;
  private final UpstreamSpec first;
  private final Map<UpstreamSpec, List<Instance>> wanted;
  private final boolean force;
  private final Consumer<Result> done;
  private List<Placed> placed = List.of();

  /**
   * @param wanted upstreams of one proxy: with the same commands
   * @param force reload also when the files are as they were
   * @param done runs on the core, once
   */
  ProxyAttempt(
      Clockwork clockwork,
      CommandRunner runner,
      ProxyHost host,
      Map<UpstreamSpec, List<Instance>> wanted,
      boolean force,
      Consumer<Result> done) {
    this.clockwork = clockwork;
    this.runner = runner;
    this.host = host;
    this.first = wanted.keySet().iterator().next();
    this.wanted = wanted;
    this.force = force;
    this.done = done;
  }

  void begin() {
    offCore(this::place, this::placed);
  }

  /** All files or none. */
  private List<Placed> place() throws IOException {
    List<Placed> all = new ArrayList<>();
    try {
      for (Map.Entry<UpstreamSpec, List<Instance>> one : wanted.entrySet()) {
        UpstreamSpec spec = one.getKey();
        if (spec.file().isPresent()) {
          String text = UpstreamText.of(spec, spec.proxy(), one.getValue());
          all.add(host.place(spec.file().get(), text));
        }
      }
      return all;
    } catch (IOException failure) {
      putBack(all);
      throw failure;
    }
  }

  private boolean putBack(List<Placed> files) throws IOException {
    for (Placed file : files) {
      if (file.changed()) {
        host.putBack(file);
      }
    }
    return true;
  }

  private void placed(List<Placed> files) {
    placed = files;
    if (first.testCommand().isPresent() && isChanged()) {
      run(first.testCommand().get(), this::tested);
    } else {
      tell();
    }
  }

  private boolean isChanged() {
    return placed.stream().anyMatch(Placed::changed);
  }

  private void tested(Ended test) {
    if (test.ok()) {
      tell();
      return;
    }
    String failure = "test_command `" + first.testCommand().get() + "`: " + test.text();
    offCore(
        () -> putBack(placed),
        back -> end(Outcome.REFUSED, failure + "; the old file is back, nothing was reloaded"));
  }

  private void tell() {
    if (first.options().containsKey("runtime_socket")) {
      offCore(this::steer, this::steered);
    } else if (force || isChanged()) {
      reload();
    } else {
      end(Outcome.SAME, "");
    }
  }

  private List<String> steer() throws IOException {
    List<String> homeless = new ArrayList<>();
    for (Map.Entry<UpstreamSpec, List<Instance>> one : wanted.entrySet()) {
      try {
        homeless.addAll(host.steer(one.getKey(), one.getValue()));
      } catch (IOException silent) {
        throw new Untold(silent.getMessage());
      }
    }
    return homeless;
  }

  private void steered(List<String> homeless) {
    if (homeless.isEmpty()) {
      end(Outcome.DONE, "");
    } else if (first.reloadCommand().isPresent() && isChanged()) {
      reload();
    } else {
      end(
          Outcome.UNTOLD,
          "HAProxy has neither a server nor a free slot for "
              + String.join(", ", homeless)
              + "; add slots to its server-template");
    }
  }

  private void reload() {
    if (first.reloadCommand().isEmpty()) {
      settle(Optional.empty());
    } else {
      offCore(
          () -> host.acceptingWorkers(first),
          old -> run(first.reloadCommand().get(), ended -> reloaded(ended, old)));
    }
  }

  private void reloaded(Ended reload, Optional<Set<Worker>> old) {
    if (reload.ok()) {
      settle(old.filter(workers -> !workers.isEmpty()));
      return;
    }
    String failure = "reload_command `" + first.reloadCommand().get() + "`: " + reload.text();
    offCore(
        () -> host.isKnownNotToRun(first),
        absent ->
            end(
                absent ? Outcome.NOT_RUNNING : Outcome.UNTOLD,
                absent ? "" : failure + "; the file is in place for when the proxy starts"));
  }

  /** A reload command returns before the proxy has switched. */
  private void settle(Optional<Set<Worker>> old) {
    if (old.isPresent()) {
      lookForOld(old.get(), clockwork.now().plusSeconds(SWITCH_SECONDS));
    } else {
      long seconds = wanted.keySet().stream().mapToLong(UpstreamSpec::settleSecs).max().orElse(0);
      clockwork.at(clockwork.now().plusSeconds(seconds), () -> end(Outcome.DONE, ""));
    }
  }

  private void lookForOld(Set<Worker> old, Ticks deadline) {
    offCore(
        () -> host.acceptingWorkers(first).orElse(Set.of()),
        now -> {
          if (Collections.disjoint(now, old)) {
            awaitEnd(old, clockwork.now().plusSeconds(LINGER_SECONDS));
          } else if (clockwork.now().reached(deadline)) {
            end(
                Outcome.UNTOLD,
                first.proxy()
                    + " still works with its old workers "
                    + SWITCH_SECONDS
                    + " s after its reload; its error log says why");
          } else {
            clockwork.at(clockwork.now().plusMillis(LOOK_MILLIS), () -> lookForOld(old, deadline));
          }
        });
  }

  private void awaitEnd(Set<Worker> old, Ticks deadline) {
    offCore(
        () -> host.anyLives(old),
        lives -> {
          if (!lives || clockwork.now().reached(deadline)) {
            end(Outcome.DONE, "");
          } else {
            clockwork.at(clockwork.now().plusMillis(LOOK_MILLIS), () -> awaitEnd(old, deadline));
          }
        });
  }

  private void run(String command, Consumer<Ended> next) {
    try {
      runner.run(
          new CommandRunner.Run(
              ShellWords.split(command),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              COMMAND_MILLIS),
          next);
    } catch (WordsException unsplittable) {
      next.accept(new Ended(false, unsplittable.getMessage()));
    }
  }

  private <T> void offCore(Callable<T> task, Consumer<T> next) {
    clockwork.offCore(
        () -> {
          try {
            T value = task.call();
            clockwork.post(() -> next.accept(value));
          } catch (Untold silent) {
            clockwork.post(() -> end(Outcome.UNTOLD, silent.getMessage()));
          } catch (IOException failure) {
            clockwork.post(() -> end(Outcome.REFUSED, failure.getMessage()));
          } catch (Exception defect) {
            clockwork.post(() -> end(Outcome.REFUSED, "defect: " + defect));
          }
        });
  }

  private void end(Outcome outcome, String problem) {
    done.accept(new Result(outcome, problem));
  }

  /** A proxy did not answer; its files are in place all the same. */
  private static final class Untold extends IOException {
    private static final long serialVersionUID = 1L;

    Untold(String message) {
      super(message);
    }
  }
}
