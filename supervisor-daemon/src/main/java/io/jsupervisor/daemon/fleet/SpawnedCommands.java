package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.ExitStatus;
import io.jsupervisor.daemon.core.Pid;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.core.Signal;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.fleet.Launching.PreparedCommand;
import io.jsupervisor.daemon.os.Errno;
import io.jsupervisor.daemon.os.Processes;
import io.jsupervisor.daemon.os.Processes.SpawnResult;
import io.jsupervisor.daemon.streams.Streams;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Runs commands as children of the daemon: looked up off the core, spawned and reaped like every
 * child, their output read by the stream loop. There is no thread per command; a few run at once
 * and the rest wait, probes in a lane of their own, so that hanging ones hold back no proxy.
 *
 * <p>The timeout counts from the start. At the timeout the whole group is killed and the answer
 * given; the place in the lane stays taken until the child is reaped, so that what cannot be killed
 * does not pile up.
 */
final class SpawnedCommands implements CommandRunner {
  private static final int AT_ONCE = 8;
  private static final int SHOWN = 500;
  private static final long NANOS_PER_MILLI = 1_000_000L;

  /** How long the last words of one that has ended may take, and the killed ones at the end. */
  private static final long PATIENCE_SECONDS = 1;

  private static final String STOPPING = "the daemon is stopping";

  private static final class Lane {
    final Deque<Job> waiting = new ArrayDeque<>();
    int taken;
  }

  private static final class Job {
    final Lane lane;
    final Supplier<PreparedCommand> preparing;
    final long timeoutMillis;
    private final Consumer<Ended> done;
    private boolean told;
    boolean over;
    Pid pid;

    Job(Lane lane, Supplier<PreparedCommand> preparing, long timeoutMillis, Consumer<Ended> done) {
      this.lane = lane;
      this.preparing = preparing;
      this.timeoutMillis = timeoutMillis;
      this.done = done;
    }

    void tell(boolean ok, String text) {
      if (!told) {
        told = true;
        done.accept(new Ended(ok, text));
      }
    }
  }

  private final Clockwork clockwork;
  private final Processes processes;
  private final Streams streams;
  private final Launching launching;
  private final Lane ofConfiguration = new Lane();
  private final Lane ofProbes = new Lane();
  private final Map<Pid, Job> running = new HashMap<>();
  private Ticks end = Ticks.NEVER;

  SpawnedCommands(Clockwork clockwork, Processes processes, Streams streams, Launching launching) {
    this.clockwork = clockwork;
    this.processes = processes;
    this.streams = streams;
    this.launching = launching;
  }

  @Override
  public void run(Run what, Consumer<Ended> done) {
    add(new Job(ofConfiguration, () -> launching.command(what), what.timeoutMillis(), done));
  }

  @Override
  public Runnable runAs(
      ProcessSpec program, String command, long timeoutMillis, Consumer<Ended> done) {
    Job job = new Job(ofProbes, () -> launching.commandAs(program, command), timeoutMillis, done);
    add(job);
    return () -> callOff(job);
  }

  private void callOff(Job job) {
    job.told = true;
    job.lane.waiting.remove(job);
    kill(job);
  }

  private void add(Job job) {
    job.lane.waiting.add(job);
    startNext(job.lane);
  }

  private void startNext(Lane lane) {
    while (lane.taken < AT_ONCE && !lane.waiting.isEmpty()) {
      Job job = lane.waiting.poll();
      lane.taken++;
      long nanos = Math.multiplyExact(job.timeoutMillis, NANOS_PER_MILLI);
      clockwork.at(new Ticks(clockwork.now().nanos() + nanos), () -> timeout(job));
      clockwork.offCore(
          () -> {
            PreparedCommand prepared = prepare(job);
            clockwork.post(() -> spawn(job, prepared));
          });
    }
  }

  private static PreparedCommand prepare(Job job) {
    try {
      return job.preparing.get();
    } catch (RuntimeException defect) {
      return new PreparedCommand.Refused(defect.toString());
    }
  }

  private void spawn(Job job, PreparedCommand prepared) {
    switch (prepared) {
      case PreparedCommand.Refused(String why) -> finish(job, false, why);
      case PreparedCommand.Ready ignored when job.told || isEnding() ->
          finish(job, false, STOPPING);
      case PreparedCommand.Ready(var plan) -> {
        switch (processes.spawn(plan)) {
          case SpawnResult.Failed failed ->
              finish(job, false, "cannot start " + plan.file() + ": " + Errno.text(failed.errno()));
          case SpawnResult.Spawned(Pid pid, int stdin, int stdout, int ignored) -> {
            job.pid = pid;
            running.put(pid, job);
            streams.listen(pid, stdin, stdout);
          }
        }
      }
    }
  }

  private void timeout(Job job) {
    if (!job.told) {
      kill(job);
      job.tell(false, "no end within " + seconds(job.timeoutMillis) + " s");
    }
  }

  private static String seconds(long millis) {
    return millis % 1000 == 0 ? String.valueOf(millis / 1000) : String.valueOf(millis / 1000.0);
  }

  /** While it is not reaped its pid, and so its group's, is nobody else's. */
  private void kill(Job job) {
    if (job.pid != null && running.get(job.pid) == job) {
      processes.signal(job.pid, Signal.KILL, true);
    }
  }

  /** A child has ended; true when it was one of these commands. */
  boolean reaped(Processes.Reaped reaped) {
    Job job = running.remove(reaped.pid());
    if (job == null) {
      return false;
    }
    streams.collect(
        reaped.pid(), words -> clockwork.post(() -> ended(job, reaped.status(), words)));
    clockwork.at(
        clockwork.now().plusSeconds(PATIENCE_SECONDS),
        () -> ended(job, reaped.status(), new byte[0]));
    return true;
  }

  private void ended(Job job, ExitStatus status, byte[] words) {
    String said = onOneLine(words);
    finish(job, status.code() == 0, status.text() + (said.isEmpty() ? "" : ": " + said));
  }

  private static String onOneLine(byte[] words) {
    String line =
        new String(words, StandardCharsets.UTF_8)
            .lines()
            .map(one -> one.replaceAll("\\p{Cntrl}+", " ").strip())
            .filter(one -> !one.isEmpty())
            .collect(Collectors.joining("; "));
    return line.length() <= SHOWN ? line : "…" + line.substring(line.length() - SHOWN);
  }

  private void finish(Job job, boolean ok, String text) {
    if (!job.over) {
      job.over = true;
      job.lane.taken--;
      startNext(job.lane);
      job.tell(ok, text);
    }
  }

  private boolean isEnding() {
    return !end.equals(Ticks.NEVER);
  }

  /**
   * The end of the daemon: kills what runs, calls off what waits; true when all are reaped, or
   * cannot be within a second.
   */
  boolean end() {
    if (!isEnding()) {
      end = clockwork.now().plusSeconds(PATIENCE_SECONDS);
      clockwork.at(end, () -> {});
    }
    for (Lane lane : List.of(ofConfiguration, ofProbes)) {
      List<Job> waiting = List.copyOf(lane.waiting);
      lane.waiting.clear();
      waiting.forEach(job -> job.tell(false, STOPPING));
    }
    for (Job job : List.copyOf(running.values())) {
      kill(job);
      job.tell(false, STOPPING);
    }
    return running.isEmpty() || clockwork.now().reached(end);
  }
}
