package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Broken files through the real launcher: Debian's words and more, exit code 2, and nothing
 * started. That hundreds of files are refused alike, the daemon's DifferentialTest shows.
 */
@Timeout(300)
class BrokenConfigurationStory {
  private static final String GOOD =
      """
      [supervisord]
      logfile=%(here)s/log
      pidfile=%(here)s/pid
      childlogdir=%(here)s
      [program:good]
      command=touch %(here)s/started
      startsecs=0
      """;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[program:b]|startsecs=1",
        "[program:b]|command=x|startsecs=ten",
        "[program:b]|command=x|stopsignal=NOPE",
        "[program:b]|command=100%",
        "[program:b]|command=x|stdout_logfile=/nosuch/log",
        "[program:b]|command=x|environment=A=a@b",
        // Whom the files of /etc do not know, the C library is asked for.
        "[program:b]|command=x|user=nosuchuser",
        "[program:b]|command=x|user=54321",
        "[fcgi-program:b]|command=x|socket=unix:///tmp/b.sock|socket_owner=root:nosuchgroup",
        "[group:g]|programs=nope",
        "[eventlistener:l]|command=x|events=NOPE"
      })
  void brokenFile_started_isRefusedWithCode2_byBothInTheSameWords(String broken)
      throws IOException {
    Path config =
        Files.writeString(directory.resolve("b.conf"), GOOD + broken.replace('|', '\n') + "\n");
    Output theirs = start("/usr/bin/supervisord", config);
    Output ours = start(Tree.DAEMON, config);

    assertEquals(2, theirs.code(), theirs::toString);
    assertEquals(2, ours.code(), ours::toString);
    assertTrue(ours.err().contains(error(theirs)), () -> theirs + "\n" + ours);
    if (!Tree.CLASSIC) {
      String section = broken.substring(0, broken.indexOf(']') + 1);
      String first = ours.err().lines().findFirst().orElse("");
      assertTrue(first.startsWith("error: " + config + ":"), ours::toString);
      assertTrue(first.contains(section), ours::toString);
    }
    for (String left : List.of("started", "log", "pid")) {
      assertFalse(Files.exists(directory.resolve(left)), left);
    }
  }

  private Output start(String program, Path config) {
    return Output.of(Tree.ENVIRONMENT, directory, List.of(program, "-n", "-c", config.toString()));
  }

  private static String error(Output output) {
    return output
        .err()
        .lines()
        .filter(line -> line.startsWith("Error: "))
        .findFirst()
        .orElseThrow(() -> new AssertionError(output.toString()));
  }
}
