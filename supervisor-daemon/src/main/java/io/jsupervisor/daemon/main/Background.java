package io.jsupervisor.daemon.main;

import io.jsupervisor.daemon.config.Configuration;
import io.jsupervisor.daemon.core.ExitStatus;
import io.jsupervisor.daemon.os.LaunchPlan;
import io.jsupervisor.daemon.os.NativeText;
import io.jsupervisor.daemon.os.Processes.Reaped;
import io.jsupervisor.daemon.os.Processes.SpawnResult;
import io.jsupervisor.daemon.os.posix.DaemonIdentity;
import io.jsupervisor.daemon.os.posix.PosixDoorbell;
import io.jsupervisor.daemon.os.posix.PosixProcesses;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Going to the background. A JVM cannot fork itself, so the first one starts a second in a session
 * of its own, shows what it says until it is ready, and leaves; whoever started us gets 0 only when
 * the control sockets answer, and the second one's exit code otherwise.
 */
final class Background {
  /** Set in the second JVM: the directory that relative paths of the command line start from. */
  private static final String PROPERTY = "jsupervisor.background.directory";

  /** On its standard error, a line that the first JVM waits for and does not show. */
  private static final String READY = "\0jsupervisord is ready\n";

  private Background() {}

  /** Whether this is the second JVM. */
  static boolean isHere() {
    return System.getProperty(PROPERTY) != null;
  }

  /** What relative paths start from. */
  static Path directory() {
    return Path.of(System.getProperty(PROPERTY, "")).toAbsolutePath();
  }

  /** Starts the second JVM; the exit code for the one that started us. */
  static int start(Configuration configuration, PosixDoorbell doorbell, PosixProcesses processes)
      throws StartException {
    LaunchPlan plan = plan(configuration.supervisord().directory());
    return switch (processes.spawn(plan)) {
      case SpawnResult.Failed(var step, int errno) ->
          throw new StartException(
              "cannot go to the background: " + step.text() + ", errno " + errno);
      case SpawnResult.Spawned spawned -> await(spawned, doorbell, processes);
    };
  }

  private static LaunchPlan plan(Optional<String> directory) throws StartException {
    try {
      List<String> argv = words("/proc/self/cmdline");
      List<String> again = new ArrayList<>();
      again.add("/usr/bin/env");
      again.add("--block-signal=HUP,INT,QUIT,USR2,TERM,CHLD");
      again.add(Files.readSymbolicLink(Path.of("/proc/self/exe")).toString());
      again.add("-D" + PROPERTY + "=" + Path.of("").toAbsolutePath());
      again.addAll(argv.subList(1, argv.size()));
      return new LaunchPlan(
          "/usr/bin/env",
          again,
          words("/proc/self/environ"),
          directory,
          OptionalInt.empty(),
          OptionalInt.empty(),
          false,
          List.of(),
          true);
    } catch (IOException e) {
      throw new StartException("cannot go to the background: " + e.getMessage());
    }
  }

  private static List<String> words(String file) throws IOException {
    String text = NativeText.decode(Files.readAllBytes(Path.of(file)));
    List<String> words = new ArrayList<>(List.of(text.split("\0", -1)));
    words.removeLast(); // what follows the last NUL
    return words;
  }

  private static int await(
      SpawnResult.Spawned second, PosixDoorbell doorbell, PosixProcesses processes)
      throws StartException {
    try (InputStream errors = new FileInputStream("/dev/fd/" + second.stderr())) {
      if (copyUntilReady(errors, System.err)) {
        return 0;
      }
    } catch (IOException e) {
      throw new StartException("cannot hear from the background: " + e.getMessage());
    }
    while (true) {
      for (Reaped reaped : processes.reap()) {
        return reaped.status() instanceof ExitStatus.Exited(int code) ? code : 1;
      }
      doorbell.await(-1);
    }
  }

  /** Shows what comes, up to the ready line; false when the end comes first. */
  static boolean copyUntilReady(InputStream from, PrintStream to) throws IOException {
    StringBuilder text = new StringBuilder();
    byte[] buffer = new byte[4096];
    for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
      text.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
      int ready = text.indexOf(READY);
      if (ready >= 0) {
        to.print(text.substring(0, ready));
        return true;
      }
      int held = text.lastIndexOf("\0");
      int show = held >= 0 ? held : text.length();
      to.print(text.substring(0, show));
      text.delete(0, show);
    }
    to.print(text);
    return false;
  }

  /** In the second JVM: tells the first that it may leave, and lets go of its pipes. */
  static void tellReady() {
    if (!isHere()) {
      return;
    }
    System.err.print(READY);
    System.err.flush();
    DaemonIdentity.detach();
  }
}
