package io.jsupervisor.daemon.os;

import io.jsupervisor.daemon.core.Account;
import io.jsupervisor.daemon.core.Autorestart;
import io.jsupervisor.daemon.core.Extensions;
import io.jsupervisor.daemon.core.LogSpec;
import io.jsupervisor.daemon.core.LogTarget;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.core.Signal;
import io.jsupervisor.daemon.core.StartRules;
import io.jsupervisor.daemon.core.StopRules;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Configured processes for tests, with the defaults of the manual. */
public final class Specs {
  private Specs() {}

  public static LogSpec file(String path, long maxBytes, int backups) {
    return new LogSpec(new LogTarget.File(path), maxBytes, backups, 0, false, false);
  }

  public static LogSpec none() {
    return new LogSpec(new LogTarget.None(), 0, 0, 0, false, false);
  }

  /** A program {@code group:name} whose output goes nowhere. */
  public static ProcessSpec of(String group, String name, String command) {
    return of(
        group, name, command, Optional.empty(), Optional.empty(), Map.of(), none(), none(), false);
  }

  /** The same with other extension options. */
  public static ProcessSpec extended(ProcessSpec spec, Extensions extensions) {
    return io.jsupervisor.daemon.core.Specs.extended(spec, extensions);
  }

  public static ProcessSpec logging(String name, LogSpec stdout, LogSpec stderr) {
    return of(
        name, name, "true", Optional.empty(), Optional.empty(), Map.of(), stdout, stderr, false);
  }

  public static ProcessSpec of(
      String group,
      String name,
      String command,
      Optional<String> directory,
      Optional<Account> user,
      Map<String, String> environment,
      LogSpec stdout,
      LogSpec stderr,
      boolean redirectStderr) {
    return new ProcessSpec(
        new Namespec(group, name),
        name,
        command,
        directory,
        OptionalInt.empty(),
        user,
        999,
        new StartRules(true, Autorestart.UNEXPECTED, 1, 3, Set.of(0)),
        new StopRules(Signal.TERM, 10, false, false),
        redirectStderr,
        stdout,
        stderr,
        environment,
        Optional.empty(),
        false,
        Extensions.NONE);
  }
}
