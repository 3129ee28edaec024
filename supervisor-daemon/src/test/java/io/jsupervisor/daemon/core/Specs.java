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
    return extended(
        spec, new Extensions(Optional.empty(), OptionalInt.of(8000), "http", serving, Map.of()));
  }

  /** The same with one extension option as its file has it. */
  public static ProcessSpec with(ProcessSpec spec, String option, String value) {
    return extended(
        spec,
        new Extensions(
            Optional.empty(), OptionalInt.empty(), "http", Serving.DEFAULT, Map.of(option, value)));
  }

  /** Readiness and liveness, and nothing else. */
  public static Serving probed(Optional<ProbeSpec> readiness, Optional<ProbeSpec> liveness) {
    return new Serving(readiness, liveness, 60, List.of(), RollRules.DEFAULT, List.of());
  }

  /** The same process by another name. */
  public static ProcessSpec named(ProcessSpec spec, String name) {
    return like(spec, new Namespec(spec.namespec().group(), name), spec.program(), spec.command());
  }

  /** The same process with another command. */
  public static ProcessSpec running(ProcessSpec spec, String command) {
    return like(spec, spec.namespec(), spec.program(), command);
  }

  /** The same process as one of several of a program. */
  public static ProcessSpec of(ProcessSpec spec, String program) {
    return like(spec, spec.namespec(), program, spec.command());
  }

  /** The same process, replaced by these rules. */
  public static ProcessSpec rolled(ProcessSpec spec, RollRules rules, long readinessDeadline) {
    Extensions old = spec.extensions();
    Serving serving =
        new Serving(
            old.serving().readiness(),
            old.serving().liveness(),
            readinessDeadline,
            List.of(),
            rules,
            List.of());
    return extended(
        spec, new Extensions(old.host(), old.port(), old.protocol(), serving, old.options()));
  }

  /** The same with other extension options. */
  public static ProcessSpec extended(ProcessSpec spec, Extensions extensions) {
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
        extensions);
  }

  private static ProcessSpec like(
      ProcessSpec spec, Namespec namespec, String program, String command) {
    return new ProcessSpec(
        namespec,
        program,
        command,
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
        spec.extensions());
  }

  /** The same, started when others are as it wants them. */
  public static ProcessSpec dependsOn(ProcessSpec spec, List<Dependency> dependencies) {
    Serving own = spec.extensions().serving();
    return serving(
        spec,
        new Serving(
            own.readiness(),
            own.liveness(),
            own.readinessDeadlineSecs(),
            dependencies,
            own.roll(),
            own.sockets()));
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
