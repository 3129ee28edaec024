package io.jsupervisor.ctl.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * As {@link SameAsReferenceTest}, for command lines that meet what another has brought about. The
 * reference looks at its processes once a second, so these take long.
 */
class SequenceSameAsReferenceTest {
  @TempDir static Path directory;
  private static BothCommandLines both;

  @BeforeAll
  static void begin() throws IOException {
    both = new BothCommandLines(directory);
  }

  @AfterAll
  static void end() throws IOException {
    both.close();
  }

  /** The first command line brings about what the second one then meets. */
  @ParameterizedTest
  @CsvSource({
    "stop cat, start cat",
    "stop cat, status cat",
    "stop cat, pid cat",
    "start cat, stop cat",
    "stop web:*, start web:*",
    "stop web:web_00, start web:*",
    "stop web:web_00, restart web:*",
    "stop web:web_00, clear web:web_00",
    "start all, stop web:web_00 web:web_01 cat nope",
    "status, start failing",
    "status, restart failing cat",
    "stop cat, signal HUP cat",
    "stop cat, restart cat",
    "stop nolog, remove nolog nolog",
    "update, status nolog",
    "stop nolog, tail -f nope",
  })
  void prepared_commandRun_printsTheSame(String before, String line) {
    both.theirs(before.split(" "));
    Ran theirs = both.theirs(line.split(" "));
    both.theirs("update");
    both.settle();
    both.theirs(before.split(" "));
    Ran ours = both.ours(line.split(" "));
    both.theirs("update");
    both.theirs("start", "cat", "web:*", "nolog");

    assertEquals(theirs.comparable(), ours.comparable());
  }

  /** Two processes end in any order, and the reference prints them in that order. */
  @Test
  void group_stopped_printsTheSameLines() {
    Ran theirs = both.theirs("stop", "web:*");
    both.theirs("start", "web:*");
    Ran ours = both.ours("stop", "web:*");
    both.theirs("start", "web:*");

    assertEquals(theirs.out().lines().sorted().toList(), ours.out().lines().sorted().toList());
    assertEquals(theirs.exitCode(), ours.exitCode());
  }
}
