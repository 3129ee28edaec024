package io.jsupervisor.daemon.streams;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnsiEscapesTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      textBlock =
          """
          plain,                          plain
          \\e[31mred\\e[0m,               red
          a\\e[1;31mb\\e[Kc,              abc
          \\e[2J\\e[1;1Htop,              top
          not an escape \\e]0;x,          not an escape \\e]0;x
          \\e[12;no final for long,       inal for long
          cut \\e[31,                     "cut "
          cut \\e,                        cut \\e
          \\e[?25hshown,                  shown
          \\e[5Gkept,                     t
          """)
  void escapes_areTakenOut(String text, String shown) {
    String escape = Character.toString(27);
    ByteBuffer bytes = ByteBuffer.wrap(text.replace("\\e", escape).getBytes(ISO_8859_1));
    assertEquals(
        shown.replace("\\e", escape), ISO_8859_1.decode(AnsiEscapes.strip(bytes)).toString());
  }
}
