package io.jsupervisor.daemon.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadyLineTest {
  private final List<String> warnings = new ArrayList<>();
  private int found;

  private ByteSink looking(String regex) {
    return new ReadyLine(regex, () -> found++, warnings::add).channel();
  }

  private static void write(ByteSink sink, String text) {
    sink.accept(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void line_cutAcrossReads_matches() {
    ByteSink sink = looking("^ready on port \\d+$");
    write(sink, "starting\nrea");
    write(sink, "dy on po");
    assertEquals(0, found);
    write(sink, "rt 8000\r\nmore");
    assertEquals(1, found);
  }

  @Test
  void secondMatch_isNotTold() {
    ByteSink sink = looking("ready");
    write(sink, "ready\nready\n");
    write(sink, "ready\n");
    assertEquals(1, found);
  }

  @Test
  void unfinishedLine_isNotLookedAt() {
    write(looking("ready"), "not ready");
    assertEquals(0, found);
  }

  @Test
  void endlessLine_countsByItsBeginning() {
    ByteSink sink = looking("^begin");
    write(sink, "begin");
    for (int i = 0; i < 1_000; i++) {
      write(sink, "x".repeat(10_000));
    }
    write(sink, "\n");
    assertEquals(1, found);
  }

  @Test
  void patternThatBacktracksWithoutEnd_skipsTheLineAndSaysSoOnce() {
    ByteSink sink = looking("(a+)+b|ready");
    write(sink, "a".repeat(4_000) + "\n");
    write(sink, "a".repeat(4_000) + "\n");
    write(sink, "ready\n");
    assertEquals(1, found);
    assertEquals(1, warnings.size());
  }

  @Test
  void patternThatNeedsTooMuchStack_skipsTheLine() {
    ByteSink sink = looking("^(a|aa|b)*$");
    write(sink, "ab".repeat(2_000) + "!\n");
    write(sink, "ab\n");
    assertEquals(1, found);
  }
}
