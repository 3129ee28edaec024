package io.jsupervisor.daemon.os;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Which step of posix_spawn(3) an errno came from: it does not say, so we look. */
final class FailedStep {
  private final CommandFile files;
  private final DaemonFacts facts;

  FailedStep(CommandFile files, DaemonFacts facts) {
    this.files = files;
    this.facts = facts;
  }

  Planned diagnose(LaunchPlan plan, int errno) {
    Optional<Planned> directory =
        plan.directory().flatMap(name -> directoryFault(plan, name, errno));
    return directory.orElseGet(() -> execFault(plan, errno));
  }

  /**
   * What is sure to fail behind a prefix, which would tell it in its own words: told as the classic
   * child tells it.
   */
  Optional<Planned> knownBefore(LaunchPlan plan) {
    Optional<Planned> directory =
        plan.directory()
            .filter(name -> !files.exists(name) || !files.isDirectory(name))
            .map(name -> diagnose(plan, Errno.ENOENT));
    if (directory.isPresent()) {
      return directory;
    }
    if (files.isNoProgram(plan.file())) {
      return Optional.of(cannotExecute(plan, Errno.ENOEXEC, notAProgram(plan.file())));
    }
    return files
        .interpreter(plan.file())
        .filter(interpreter -> !files.exists(interpreter))
        .map(interpreter -> diagnose(plan, Errno.ENOENT));
  }

  private Optional<Planned> directoryFault(LaunchPlan plan, String name, int errno) {
    Path directory = facts.directory().resolve(name);
    String what;
    int cause;
    if (!Files.exists(directory)) {
      cause = errno == Errno.EACCES ? Errno.EACCES : Errno.ENOENT;
      what =
          cause == Errno.ENOENT
              ? "directory " + name + " does not exist (cure: create it, or correct directory=)"
              : "a directory on the way to " + name + " cannot be searched";
    } else if (!Files.isDirectory(directory)) {
      cause = Errno.ENOTDIR;
      what = "directory " + name + " is not a directory";
    } else if (!Files.isExecutable(directory)) {
      cause = Errno.EACCES;
      what = "user " + facts.uid() + " may not enter directory " + name;
    } else {
      return Optional.empty();
    }
    return Optional.of(cannotEnter(plan, name, Errno.name(cause), what));
  }

  static Planned cannotEnter(LaunchPlan plan, String name, String errno, String detail) {
    return StandIn.of(
        plan,
        "couldn't chdir to " + name + ": " + errno,
        new LaunchFault("entering the directory", errno, detail));
  }

  private Planned execFault(LaunchPlan plan, int errno) {
    return cannotExecute(plan, errno, detail(plan, errno));
  }

  static Planned cannotExecute(LaunchPlan plan, int errno, String detail) {
    return StandIn.of(
        plan,
        "couldn't exec " + plan.argv().getFirst() + ": " + Errno.name(errno),
        new LaunchFault("executing", Errno.name(errno), detail));
  }

  private String detail(LaunchPlan plan, int errno) {
    Optional<String> interpreter = files.interpreter(plan.file());
    if (errno == Errno.ENOEXEC) {
      return notAProgram(plan.file());
    }
    if (interpreter.isPresent() && !files.exists(interpreter.get())) {
      return plan.file()
          + " begins with #!"
          + interpreter.get()
          + ", which does not exist (cure: correct its first line, or install the interpreter)";
    }
    if (interpreter.isPresent() && errno == Errno.EACCES) {
      return plan.file() + " begins with #!" + interpreter.get() + ", which may not be executed";
    }
    if (!plan.file().startsWith("/") && plan.directory().isPresent()) {
      return plan.file()
          + " is looked up from "
          + plan.directory().get()
          + " when it is executed: "
          + Errno.text(errno)
          + " (cure: write the whole path)";
    }
    return "cannot execute " + plan.file() + ": " + Errno.text(errno);
  }

  static String notAProgram(String file) {
    return file
        + " is neither a program of this machine nor a script with a first line such as #!/bin/sh";
  }
}
