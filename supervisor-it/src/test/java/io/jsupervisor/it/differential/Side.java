package io.jsupervisor.it.differential;

import io.jsupervisor.ctl.main.JSupervisorCtl;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One of the two daemons, with all scenarios in one configuration. */
final class Side implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration CALM = Duration.ofMillis(2_500);
  private static final Pattern STATUS = Pattern.compile("(\\S+) +([A-Z]+) *(?:pid (\\d+), .*|.*)");
  private static final Pattern LOG_LINE = Pattern.compile("\\S+ \\S+ ([A-Z]{4} .*)");

  private final Path directory;
  private final Process daemon;

  private record Shown(String state, long pid) {}

  private Side(Path directory, Process daemon) {
    this.directory = directory;
    this.daemon = daemon;
  }

  /** Starts a daemon on the scenarios. */
  static Side start(String program, Path directory, List<Scenario> scenarios) throws IOException {
    Files.createDirectories(directory);
    Path config = directory.resolve("s.conf");
    StringBuilder text = new StringBuilder();
    text.append("[unix_http_server]\nfile=").append(directory).append("/s.sock\n");
    text.append("[supervisord]\nnodaemon=true\nuser=root\nlogfile_maxbytes=0\nminfds=8192\n");
    text.append("logfile=").append(directory).append("/s.log\n");
    text.append("pidfile=").append(directory).append("/s.pid\n");
    text.append("childlogdir=").append(directory).append('\n');
    text.append("[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory=");
    text.append("supervisor.rpcinterface:make_main_rpcinterface\n");
    text.append("[supervisorctl]\nserverurl=unix://").append(directory).append("/s.sock\n");
    scenarios.forEach(s -> text.append(s.section(directory.toString())));
    Files.writeString(config, text);
    ProcessBuilder builder =
        new ProcessBuilder(program, "-n", "-c", config.toString())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(directory.resolve("output.txt").toFile());
    builder.environment().clear();
    builder.environment().putAll(Map.of("PATH", "/usr/bin:/bin", "LANG", "C.UTF-8"));
    return new Side(directory, builder.start());
  }

  /** Does a scenario and answers what could be seen of it, line by line, masked. */
  List<String> perform(Scenario scenario) {
    List<String> seen = new ArrayList<>();
    for (Scenario.Step step : scenario.steps()) {
      switch (step) {
        case Scenario.Step.Command(List<String> words) ->
            seen.addAll(command(words.stream().map(w -> filled(scenario, w)).toList()));
        case Scenario.Step.Settle() -> seen.add("settled " + settle(scenario));
        case Scenario.Step.Await(String state) -> {
          await(scenario, state);
          seen.add("reached " + state);
        }
        case Scenario.Step.Kill(String signal) -> kill(signal, shown(scenario).pid());
      }
    }
    return seen;
  }

  private String filled(Scenario scenario, String text) {
    return scenario.filled(text, directory.toString());
  }

  /** What the log and the program's own files say in the end. */
  List<String> remains(Scenario scenario) throws IOException {
    List<String> seen = new ArrayList<>();
    Pattern word = Pattern.compile("(^|[^a-z0-9-])" + scenario.name() + "($|[^a-z0-9-])");
    for (String line : Files.readAllLines(directory.resolve("s.log"), StandardCharsets.UTF_8)) {
      Matcher matcher = LOG_LINE.matcher(line);
      if (word.matcher(line).find() && matcher.matches() && !line.contains("waiting for ")) {
        seen.add("log: " + masked(matcher.group(1)));
      }
    }
    List<String> compared =
        scenario.endless() ? new ArrayList<>(seen.stream().distinct().sorted().toList()) : seen;
    for (String stream : List.of("out", "err")) {
      Path file = directory.resolve(scenario.name() + "." + stream);
      if (Files.exists(file)) {
        compared.add(stream + ": " + masked(Files.readString(file, StandardCharsets.ISO_8859_1)));
      }
    }
    return compared;
  }

  private List<String> command(List<String> words) {
    Answer answer = ctl(words);
    List<String> seen = new ArrayList<>();
    seen.add("$ " + String.join(" ", words) + " -> " + answer.code());
    answer.out().lines().map(this::masked).forEach(seen::add);
    return seen;
  }

  private record Answer(int code, String out) {}

  private Answer ctl(List<String> words) {
    List<String> args = new ArrayList<>(List.of("-c", directory.resolve("s.conf").toString()));
    args.addAll(words);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code =
        JSupervisorCtl.run(
            args.toArray(String[]::new),
            new ByteArrayInputStream(new byte[0]),
            out,
            new ByteArrayOutputStream());
    return new Answer(code, out.toString(StandardCharsets.UTF_8));
  }

  private Shown shown(Scenario scenario) {
    Matcher line = STATUS.matcher(ctl(List.of("status", scenario.name())).out().strip());
    if (!line.matches()) {
      return new Shown("", 0);
    }
    return new Shown(line.group(2), line.group(3) == null ? 0 : Long.parseLong(line.group(3)));
  }

  private String settle(Scenario scenario) {
    List<String> onTheWay = List.of("", "STARTING", "BACKOFF", "STOPPING");
    long begun = System.nanoTime();
    Shown last = shown(scenario);
    long since = System.nanoTime();
    while (onTheWay.contains(last.state()) || System.nanoTime() - since < CALM.toNanos()) {
      if (System.nanoTime() - begun > PATIENCE.toNanos()) {
        throw new AssertionError(scenario.name() + " does not settle, now " + last);
      }
      LockSupport.parkNanos(100_000_000);
      Shown now = shown(scenario);
      if (!now.equals(last)) {
        last = now;
        since = System.nanoTime();
      }
    }
    return last.state();
  }

  private void await(Scenario scenario, String state) {
    long begun = System.nanoTime();
    while (!shown(scenario).state().equals(state)) {
      if (System.nanoTime() - begun > PATIENCE.toNanos()) {
        throw new AssertionError(scenario.name() + " is not " + state + " but " + shown(scenario));
      }
      LockSupport.parkNanos(50_000_000);
    }
  }

  private static void kill(String signal, long pid) {
    try {
      int code =
          new ProcessBuilder("/bin/kill", "-" + signal, Long.toString(pid)).start().waitFor();
      if (code != 0) {
        throw new AssertionError("kill -" + signal + " " + pid + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Without what differs from run to run: pids, times, directories. */
  private String masked(String text) {
    return text.replace(directory.toString(), "DIR")
        .replaceAll("pid \\d+", "pid N")
        .replaceAll("^[1-9]\\d*$", "N")
        .replaceAll("\\(\\d+\\) with SIGKILL", "(N) with SIGKILL")
        .replaceAll("uptime (\\d+ days?, )?\\d+:\\d\\d:\\d\\d", "uptime T")
        .replaceAll("[A-Z][a-z][a-z] \\d\\d \\d\\d:\\d\\d [AP]M", "DATE")
        .replaceAll(" +$", "");
  }

  /** Waits until the daemon answers. */
  void awaitAnswer() {
    long begun = System.nanoTime();
    while (ctl(List.of("pid")).code() != 0) {
      if (!daemon.isAlive() || System.nanoTime() - begun > PATIENCE.toNanos()) {
        throw new AssertionError("the daemon in " + directory + " does not answer");
      }
      LockSupport.parkNanos(50_000_000);
    }
  }

  /** Every process's state, name and description, masked. */
  Map<String, String> status() {
    Map<String, String> all = new TreeMap<>();
    ctl(List.of("status"))
        .out()
        .lines()
        .map(this::masked)
        .forEach(l -> all.put(l.split(" ", 2)[0], l));
    return all;
  }

  /** All at once first: a shutdown stops one group after another, and there are hundreds. */
  @Override
  public void close() {
    ctl(List.of("stop", "all"));
    daemon.destroy();
    try {
      if (!daemon.waitFor(60, TimeUnit.SECONDS)) {
        daemon.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    ProcessHandle.allProcesses().filter(this::isChild).forEach(ProcessHandle::destroyForcibly);
  }

  /** A broken daemon forgets some. */
  private boolean isChild(ProcessHandle process) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc/" + process.pid() + "/environ"));
      String mark = "SUPERVISOR_SERVER_URL=unix://" + directory + "/s.sock\0";
      return new String(bytes, StandardCharsets.ISO_8859_1).contains(mark);
    } catch (IOException gone) {
      return false;
    }
  }
}
