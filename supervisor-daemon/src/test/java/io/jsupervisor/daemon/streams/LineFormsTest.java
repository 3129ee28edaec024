package io.jsupervisor.daemon.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Pid;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.os.Clock;
import io.jsupervisor.daemon.os.Specs;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Children's lines, whole, in the forms that others read. */
class LineFormsTest {
  private static final Namespec WEB = new Namespec("web", "web_00");
  private static final Clock NOON =
      new Clock() {
        @Override
        public Ticks ticks() {
          return new Ticks(0);
        }

        @Override
        public Instant wall() {
          return Instant.parse("2026-01-02T12:00:00Z");
        }
      };

  private final List<String> lines = new ArrayList<>();
  private final LineCutter cutter = new LineCutter(line -> lines.add(new String(line, UTF_8)));

  private void write(String piece) {
    cutter.accept(ByteBuffer.wrap(piece.getBytes(UTF_8)));
  }

  private static String text(LineForm form, String line) {
    return new String(form.of(WEB, Channel.STDERR, line.getBytes(UTF_8)), UTF_8);
  }

  @Test
  void piecesThatEndAnywhere_areWholeLines_andTheRestComesAtTheEnd() {
    write("a");
    write("b\n\nc");
    assertEquals(List.of("ab", ""), lines);
    write("d");
    cutter.end();
    assertEquals(List.of("ab", "", "cd"), lines);
  }

  @Test
  void lineWithoutEnd_isCut() {
    write("x".repeat(LineCutter.MOST));
    write("y\n");
    assertEquals(List.of("x".repeat(LineCutter.MOST), "y"), lines);
  }

  @Test
  void prefix_hasTheNameOfTheProcess_andTheTimeWhereWanted() {
    assertEquals("web:web_00 | é\n", text(ConsoleForm.prefixed(NOON, false), "é"));
    assertEquals(
        "2026-01-02T12:00:00.000Z web:web_00 | x\n", text(ConsoleForm.prefixed(NOON, true), "x"));
  }

  @Test
  void json_isAnObjectALine() {
    assertEquals(
        "{\"process\":\"web:web_00\",\"stream\":\"stderr\",\"message\":\"say \\\"é\\\"\\t\"}\n",
        text(ConsoleForm.json(NOON, false), "say \"é\"\t"));
    assertEquals(
        "{\"time\":\"2026-01-02T12:00:00.000Z\",\"process\":\"web:web_00\",\"stream\":\"stderr\",\"message\":\"\"}\n",
        text(ConsoleForm.json(NOON, true), ""));
  }

  @Test
  void journalEntry_hasIdentifierPriorityAndOurFields() {
    JournalEntry entry =
        new JournalEntry(Specs.of("web", "web_00", "true"), new Pid(7), Channel.STDERR);
    assertEquals(
        """
        SYSLOG_IDENTIFIER=web_00
        SYSLOG_PID=7
        PRIORITY=3
        JSUPERVISOR_PROGRAM=%s
        JSUPERVISOR_GROUP=web
        JSUPERVISOR_STREAM=stderr
        MESSAGE=oops = 1
        """
            .formatted(Specs.of("web", "web_00", "true").program()),
        new String(entry.of("oops = 1".getBytes(UTF_8)), UTF_8));
  }
}
