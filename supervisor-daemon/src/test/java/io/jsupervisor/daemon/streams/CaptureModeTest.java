package io.jsupervisor.daemon.streams;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureModeTest {
  private static final String BEGIN = "<!--XSUPERVISOR:BEGIN-->";
  private static final String END = "<!--XSUPERVISOR:END-->";

  private final StringBuilder outside = new StringBuilder();
  private final StringBuilder events = new StringBuilder();
  private final CaptureMode.Captured captured = new CaptureMode.Captured(10);
  private final CaptureMode capture =
      new CaptureMode(
          new CaptureMode.Target() {
            @Override
            public void outside(ByteBuffer text) {
              outside.append(ISO_8859_1.decode(text));
            }

            @Override
            public void inside(ByteBuffer text) {
              captured.add(text);
            }

            @Override
            public void complete() {
              events.append('[').append(new String(captured.take(), ISO_8859_1)).append(']');
            }
          });

  private void accept(String text) {
    capture.accept(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 23, 24, 25, 1000})
  void tokens_inPiecesOfAnySize_areFound(int size) {
    String text = "a" + BEGIN + "one" + END + "b<!--c" + BEGIN + END + BEGIN + "two" + END;
    for (int at = 0; at < text.length(); at += size) {
      accept(text.substring(at, Math.min(text.length(), at + size)));
    }
    assertEquals("ab<!--c", outside.toString());
    assertEquals("[one][][two]", events.toString());
  }

  @Test
  void row37_nothingIsWithheld_andABeginOfATokenIsGivenOutAtTheEnd() {
    accept("short\n");
    assertEquals("short\n", outside.toString());
    accept("end <!--XSUPER");
    assertEquals("short\nend ", outside.toString());
    capture.end();
    assertEquals("short\nend <!--XSUPER", outside.toString());
  }

  @Test
  void capture_withoutEnd_isNeverShown() {
    accept(BEGIN + "never" + END.substring(0, 5));
    capture.end();
    assertEquals("", outside.toString());
    assertEquals("", events.toString());
  }

  @Test
  void row38_limit_letsTheOldestGo_andNeverCutsAPiece() {
    accept(BEGIN + "12345678");
    accept("abcd");
    accept(END);
    assertEquals("[5678abcd]", events.toString());
    accept(BEGIN + "more than ten bytes at once" + END);
    assertEquals("[5678abcd][more than ten bytes at once]", events.toString());
  }
}
