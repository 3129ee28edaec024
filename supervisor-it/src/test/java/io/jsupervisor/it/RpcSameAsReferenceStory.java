package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same calls, by real clients, to Debian's daemon and to ours: the same answers. */
@Timeout(300)
@Tag("slow")
class RpcSameAsReferenceStory {
  private static final List<String> COMMANDS =
      List.of(
          "status",
          "status nope web:* mixed:*",
          "pid nope late",
          "avail",
          "version",
          "start",
          "start late",
          "start late",
          "start missing notexecutable badquote nope nope:*",
          "start failing",
          "restart web:* late",
          "signal CONT all",
          "signal NOPE cat",
          "signal CONT late nope mixed:*",
          "stop late",
          "stop late nope nope:*",
          "clear late cat nope",
          "clear all",
          "tail -3 cat",
          "tail -5 noisy stderr",
          "tail nope",
          "tail nolog",
          "reread",
          "update",
          "add cat nope",
          "remove cat nope",
          "stop stubborn",
          "remove stubborn",
          "reread",
          "update",
          "fg",
          "fg nope",
          "stop all",
          "start mixed:*",
          "shutdown");

  @TempDir Path directory;
  private DaemonUnderTest reference;
  private DaemonUnderTest ours;
  private final List<Ports> ports = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    reference = DaemonUnderTest.startClassic(config("reference"), directory.resolve("reference"));
    ours = DaemonUnderTest.start(config("ours"), directory.resolve("ours"));
  }

  private Path config(String name) throws IOException {
    Path run = Files.createDirectories(directory.resolve(name));
    ports.add(Ports.free());
    for (String script : List.of("calls.py", "tcp.py")) {
      Files.writeString(run.resolve(script), resource(script));
    }
    return Files.writeString(
        run.resolve("supervisord.conf"), ports.getLast().in(resource("supervisord.conf")));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = RpcSameAsReferenceStory.class.getResourceAsStream("/rpc/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @AfterEach
  void stop() {
    reference.close();
    ours.close();
  }

  /** Asks both at the same time. */
  private void assertSame(Function<Path, List<String>> asked) {
    CompletableFuture<List<String>> expected =
        CompletableFuture.supplyAsync(() -> asked.apply(directory.resolve("reference")));
    List<String> actual = asked.apply(directory.resolve("ours"));
    assertEquals("", differences(expected.join(), actual));
    assertTrue(actual.size() > COMMANDS.size(), actual::toString);
  }

  /** Only the lines that differ: there are hundreds, and long ones. */
  private static String differences(List<String> expected, List<String> actual) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
      String theirs = i < expected.size() ? expected.get(i) : "(nothing)";
      String ours = i < actual.size() ? actual.get(i) : "(nothing)";
      if (!theirs.equals(ours)) {
        text.append("\n- ").append(theirs).append("\n+ ").append(ours);
      }
    }
    return text.toString();
  }

  @Test
  void everyMethod_rightAndWrong_isAnsweredAsByTheReference() {
    assertSame(
        run -> {
          Output output =
              Tree.run(
                  run,
                  "/usr/bin/python3",
                  run.resolve("calls.py").toString(),
                  run.resolve("jsupervisor.sock").toString(),
                  run.toString());
          assertEquals(0, output.code(), output.toString());
          return output.out().lines().toList();
        });
  }

  @Test
  void debiansSupervisorctl_everyCommand_printsTheSame() {
    reference.awaitState("cat", "RUNNING");
    ours.awaitState("cat", "RUNNING");
    reference.awaitState("stubborn", "RUNNING");
    ours.awaitState("stubborn", "RUNNING");
    assertSame(
        run -> {
          List<String> said = new ArrayList<>();
          for (String command : COMMANDS) {
            List<String> words = new ArrayList<>(List.of("/usr/bin/supervisorctl", "-c"));
            words.add(run.resolve("supervisord.conf").toString());
            words.addAll(List.of(command.split(" ", -1)));
            Output output = Tree.run(run, words.toArray(String[]::new));
            said.add("$ " + command + " -> " + output.code());
            said.addAll(
                masked(output.out(), run).lines().sorted().toList()); // by the order of their ends
          }
          return said;
        });
  }

  private static String masked(String out, Path run) {
    return out.replace(run.toString(), "DIR")
        .replaceAll("pid [0-9]+, uptime [0-9:]+", "pid P, uptime T")
        .replaceAll("[A-Z][a-z]{2} [0-9]{2} [0-9]{2}:[0-9]{2} [AP]M", "DATE")
        .replaceAll("(?m)^4\\.[0-9.]+$", "VERSION");
  }

  @Test
  void pythonsClient_overTcp_needsThePassword() {
    assertEquals(
        """
        amy:se%3Acret@ {'statecode': 1, 'statename': 'RUNNING'}
        amy:wrong@ 401 Basic realm="default"
         401 Basic realm="default"
        """,
        Tree.run(
                directory.resolve("ours"),
                "/usr/bin/python3",
                "tcp.py",
                Integer.toString(ports.getLast().of(9001)))
            .out());
  }
}
