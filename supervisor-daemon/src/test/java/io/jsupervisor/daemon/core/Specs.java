package io.jsupervisor.daemon.core;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Specs for tests: the classic defaults, and the options that a test is about. */
public final class Specs {
  private static final LogSpec NO_LOG = new LogSpec(new LogTarget.None(), 0, 0, 0, false, false);

  private Specs() {}

  public static ProcessSpec process(String group, String name, StartRules start, StopRules stop) {
    return process(group, name, 999, start, stop);
  }

  public static ProcessSpec process(
      String group, String name, int priority, StartRules start, StopRules stop) {
    return new ProcessSpec(
        new Namespec(group, name),
        name,
        "/bin/sleep 1000",
        Optional.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        priority,
        start,
        stop,
        false,
        NO_LOG,
        NO_LOG,
        Map.of(),
        Optional.empty(),
        false,
        Extensions.NONE);
  }

  /** The same with extension options. */
  public static ProcessSpec serving(ProcessSpec spec, Serving serving) {
    return new ProcessSpec(
        spec.namespec(),
        spec.program(),
        spec.command(),
        spec.directory(),
        spec.umask(),
        spec.user(),
        spec.priority(),
        spec.start(),
        spec.stop(),
        spec.redirectStderr(),
        spec.stdout(),
        spec.stderr(),
        spec.environment(),
        spec.serverurl(),
        spec.fastcgi(),
        new Extensions(Optional.empty(), OptionalInt.of(8000), "http", serving, Map.of()));
  }

  /** Readiness and liveness, and nothing else. */
  public static Serving probed(Optional<ProbeSpec> readiness, Optional<ProbeSpec> liveness) {
    return new Serving(readiness, liveness, 60, List.of(), RollRules.DEFAULT, List.of());
  }

  public static StartRules start(Autorestart autorestart, long startsecs, long startretries) {
    return new StartRules(true, autorestart, startsecs, startretries, Set.of(0));
  }

  public static StopRules stop(long stopwaitsecs) {
    return new StopRules(Signal.TERM, stopwaitsecs, false, false);
  }

  /** The classic defaults. */
  public static ProcessSpec defaults(String name) {
    return process(name, name, start(Autorestart.UNEXPECTED, 1, 3), stop(10));
  }
}
