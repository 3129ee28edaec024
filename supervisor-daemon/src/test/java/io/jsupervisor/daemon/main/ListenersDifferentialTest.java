package io.jsupervisor.daemon.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Listeners written with Python's {@code childutils}, and ones that break the protocol, under the
 * real daemon and under the classic one of Debian's package, with the same children: the same
 * events, word for word, in the same order for each process.
 */
class ListenersDifferentialTest {
  private static final long DEADLINE_SECONDS = 60;
  private static final Pattern LISTENER_LINE =
      Pattern.compile("UNKNOWN state|event was|bad result line|overflowed");

  @TempDir Path scratch;

  private final ObjectMapper json = new ObjectMapper();

  private record Event(String name, String poolSerial, String payload) {
    /** What the event is about. */
    String subject() {
      return payload.lines().findFirst().orElse(name).split(" ", 2)[0];
    }

    String masked() {
      return name + " " + payload.replaceAll("pid:[1-9][0-9]*", "pid:N");
    }
  }

  private List<String> ours() {
    return List.of(
        "/usr/bin/env",
        "--block-signal=HUP,INT,QUIT,USR2,TERM,CHLD",
        "_JAVA_SR_SIGNUM=16",
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xrs",
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName());
  }

  private Process start(List<String> command, Path directory) throws IOException {
    Files.createDirectories(directory);
    for (String file : List.of("supervisord.conf", "recorder.py")) {
      try (var source = ListenersDifferentialTest.class.getResourceAsStream("/listeners/" + file)) {
        Files.copy(source, directory.resolve(file));
      }
    }
    List<String> words = new ArrayList<>(command);
    words.addAll(List.of("-c", directory.resolve("supervisord.conf").toString()));
    return new ProcessBuilder(words)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("output").toFile())
        .start();
  }

  private List<Event> events(Path record) throws IOException {
    List<Event> events = new ArrayList<>();
    if (Files.exists(record)) {
      String text = Files.readString(record);
      for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n", -1)) {
        if (!line.isEmpty()) {
          JsonNode event = json.readTree(line);
          JsonNode header = event.get(0);
          events.add(
              new Event(
                  header.get("eventname").asText(),
                  header.get("poolserial").asText(),
                  event.get(1).asText()));
        }
      }
    }
    return events;
  }

  private boolean sawEverything(Path directory) throws IOException {
    List<String> seen =
        events(directory.resolve("all")).stream().map(e -> e.name() + " " + e.subject()).toList();
    String log = Files.readString(directory.resolve("main.log"));
    return seen.containsAll(
            List.of(
                "PROCESS_STATE_FATAL processname:quick",
                "PROCESS_STATE_FATAL processname:nothing",
                "PROCESS_STATE_EXITED processname:once",
                "PROCESS_STATE_EXITED processname:expected",
                "PROCESS_STATE_EXITED processname:mortal",
                "PROCESS_LOG_STDOUT processname:binary"))
        && log.contains("babbler: has entered the UNKNOWN state")
        && log.contains("unable: has entered the UNKNOWN state")
        && events(directory.resolve("twice")).stream()
                .filter(e -> e.name().equals("PROCESS_STATE_EXITED"))
                .count()
            >= 6;
  }

  private void await(Process daemon, Path directory) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!Files.exists(directory.resolve("main.log")) || !sawEverything(directory)) {
      boolean ended = daemon.waitFor(50, TimeUnit.MILLISECONDS);
      assertTrue(
          !ended && System.nanoTime() < end,
          () -> directory + " did not see everything: " + text(directory));
    }
  }

  private static String text(Path directory) {
    try {
      Path all = directory.resolve("all");
      return Files.readString(directory.resolve("output"))
          + (Files.exists(all) ? Files.readString(all) : "");
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void stop(Process daemon) throws InterruptedException {
    daemon.destroy();
    if (!daemon.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      daemon.destroyForcibly();
    }
  }

  /** What is told of each process and group, up to the daemon's end, which races with listeners. */
  private Map<String, List<String>> bySubject(Path record) throws IOException {
    Map<String, List<String>> all = new TreeMap<>();
    for (Event event : events(record)) {
      if (event.name().endsWith("_STOPPING")) {
        break;
      }
      all.computeIfAbsent(event.subject(), ignored -> new ArrayList<>()).add(event.masked());
    }
    return all;
  }

  private static List<String> warnings(Path directory) throws IOException {
    return Files.readAllLines(directory.resolve("main.log")).stream()
        .map(line -> line.replaceFirst("^\\S+ \\S+ ", ""))
        .filter(line -> LISTENER_LINE.matcher(line).find())
        .sorted()
        .toList();
  }

  @Test
  void sameChildren_underBothDaemons_sameEventsForListeners() throws Exception {
    Path theirs = scratch.resolve("theirs");
    Path mine = scratch.resolve("ours");
    Process classic = start(List.of("/usr/bin/supervisord"), theirs);
    Process daemon = start(ours(), mine);
    try {
      await(classic, theirs);
      await(daemon, mine);
    } finally {
      stop(daemon);
      stop(classic);
    }
    for (String pool : List.of("all", "twice")) {
      assertEquals(
          String.join("\n", lines(bySubject(theirs.resolve(pool)))),
          String.join("\n", lines(bySubject(mine.resolve(pool)))),
          pool);
    }
    assertEquals(warnings(theirs), warnings(mine));
    assertEquals(4, warnings(mine).size(), () -> "babbler, unable twice, all: " + text(mine));
    List<String> serials = events(mine.resolve("all")).stream().map(Event::poolSerial).toList();
    assertEquals(
        serials.stream().map(Integer::valueOf).sorted().map(Object::toString).toList(),
        serials,
        "the rejected event comes again before the others");
    assertEquals(1, serials.size() - serials.stream().distinct().count(), "one was rejected");
  }

  private static List<String> lines(Map<String, List<String>> bySubject) {
    List<String> lines = new ArrayList<>();
    bySubject.forEach(
        (subject, events) -> events.forEach(event -> lines.add(subject + " " + event)));
    return lines;
  }
}
