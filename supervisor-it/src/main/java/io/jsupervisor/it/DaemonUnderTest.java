package io.jsupervisor.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A daemon in the foreground, driven by the command line over its unix socket. Closing it ends the
 * daemon and, should it have left some, its children.
 */
final class DaemonUnderTest implements AutoCloseable {
  private static final Pattern CREDENTIALS =
      Pattern.compile("(?m)^username=(\\S+)\\Rpassword=(\\S+)$");

  private final Path config;
  private final Path run;
  private final Process process;
  private final Optional<String> credentials;

  private DaemonUnderTest(Path config, Path run, Process process) {
    this.config = config;
    this.run = run;
    this.process = process;
    this.credentials = credentials(config);
  }

  /**
   * Starts the daemon and waits for its socket.
   *
   * @param run holds {@code jsupervisor.sock}, {@code jsupervisord.pid} and the log, by the
   *     configuration
   */
  static DaemonUnderTest start(Path config, Path run) {
    return start(List.of(Tree.DAEMON), config, run);
  }

  /** As {@link #start(Path, Path)}, somewhere else. */
  static DaemonUnderTest start(Place place, Path config, Path run) {
    return start(place.command(List.of(Tree.DAEMON)), config, run);
  }

  /** As {@link #start(Path, Path)}, for Debian's daemon: to compare with. */
  static DaemonUnderTest startClassic(Path config, Path run) {
    return start(List.of("/usr/bin/supervisord"), config, run);
  }

  private static DaemonUnderTest start(List<String> program, Path config, Path run) {
    List<String> command = new ArrayList<>(program);
    command.addAll(List.of("-n", "-c", config.toString()));
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(run.toFile())
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(run.resolve("output.txt").toFile());
      builder.environment().clear();
      builder.environment().putAll(Tree.ENVIRONMENT);
      DaemonUnderTest daemon = new DaemonUnderTest(config, run, builder.start());
      boolean started = false;
      try {
        daemon.await("the daemon's socket", daemon::answersOrEnded);
        if (!daemon.process.isAlive()) {
          throw new AssertionError("the daemon ended at its start\n" + daemon.output());
        }
        started = true;
      } finally {
        if (!started) {
          daemon.close();
        }
      }
      return daemon;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + program.getLast() + " (cure: make dist)", e);
    }
  }

  /** {@code user:password}, where the file asks for some. */
  private static Optional<String> credentials(Path config) {
    try {
      return CREDENTIALS
          .matcher(Files.readString(config))
          .results()
          .findFirst()
          .map(found -> found.group(1) + ":" + found.group(2));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean answersOrEnded() {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket()));
    } catch (IOException e) {
      return !process.isAlive();
    }
  }

  Path socket() {
    return run.resolve("jsupervisor.sock");
  }

  Path pidFile() {
    return run.resolve("jsupervisord.pid");
  }

  long pid() {
    return process.pid();
  }

  /** Runs the command line. */
  Output ctl(String... words) {
    return Output.of(Tree.ENVIRONMENT, run, ctlCommand(words));
  }

  /** The command line with this daemon's configuration, for a test that runs it by itself. */
  List<String> ctlCommand(String... words) {
    List<String> command = new ArrayList<>(List.of(Tree.CTL, "-c", config.toString()));
    command.addAll(List.of(words));
    return command;
  }

  /**
   * What {@code status} would say now, by name; empty while nobody answers. Asked over the socket:
   * a story waits by asking again and again, and a program for each would take the machine from
   * those it waits for.
   */
  Map<String, ProcessLine> status() {
    try {
      return ProcessLine.ofAnswer(
          Rpc.call(socket(), credentials, "supervisor.getAllProcessInfo", List.of()));
    } catch (UncheckedIOException noAnswer) {
      return Map.of();
    }
  }

  /** Waits until every process runs, and this many there are. */
  Map<String, ProcessLine> awaitRunning(int count) {
    return awaitAnswer(
        count + " running processes",
        () ->
            Optional.of(status())
                .filter(
                    all ->
                        all.size() == count
                            && all.values().stream().allMatch(ProcessLine::isRunning)));
  }

  /** Waits until a name is in a state. */
  ProcessLine awaitState(String namespec, String state) {
    return awaitAnswer(
        namespec + " " + state,
        () ->
            Optional.ofNullable(status().get(namespec)).filter(line -> line.state().equals(state)));
  }

  void await(String what, Supplier<Boolean> condition) {
    boolean ignored =
        awaitAnswer(what, () -> Optional.of(condition.get()).filter(Boolean::booleanValue));
  }

  <T> T awaitAnswer(String what, Supplier<Optional<T>> question) {
    return Await.answer(what, question, () -> "status:\n" + ctl("status") + "\n" + output());
  }

  /** What the daemon printed, which in the foreground is its log. */
  String output() {
    try {
      return "the daemon printed:\n" + Files.readString(run.resolve("output.txt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a signal, as {@code kill(1)} does. */
  static void kill(String signal, long pid) {
    Output killed = Tree.run(Path.of("/"), "/bin/kill", "-" + signal, Long.toString(pid));
    if (killed.code() != 0) {
      throw new AssertionError("kill -" + signal + " " + pid + ": " + killed.err());
    }
  }

  /** Kills the daemon alone, as the OOM killer would; its children stay. */
  void kill() {
    ended(process.destroyForcibly());
  }

  /** Waits until a process that was killed is gone. */
  static void ended(Process killed) {
    try {
      if (!killed.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError(killed.pid() + " does not end");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits for the daemon's end and answers its exit code. */
  int awaitExit() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError("the daemon does not end\n" + output());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The processes that run with this daemon's address in their environment: its children. */
  List<Long> children() {
    String mark = "SUPERVISOR_SERVER_URL=unix://" + socket();
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> environment(pid).contains(mark))
        .toList();
  }

  /** The variables a process was started with; empty when it is gone or not ours to read. */
  static List<String> environment(long pid) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc/" + pid + "/environ"));
      return List.of(new String(bytes, StandardCharsets.ISO_8859_1).split("\0", -1));
    } catch (IOException e) {
      return List.of();
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        System.err.println("the daemon had to be killed\n" + output());
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    children().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
  }
}
