package io.jsupervisor.ctl.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BodyInputTest {
  private static WireInput wire(String text) {
    return new WireInput(
        Channels.newChannel(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1))));
  }

  private static String read(BodyInput body) throws IOException {
    return new String(body.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void counted_read_leavesWhatFollows() throws IOException {
    WireInput wire = wire("12345HTTP/1.1\r\n");
    BodyInput body = new BodyInput(wire, 5);

    assertEquals("12345", read(body));
    assertTrue(body.ended());
    assertEquals("HTTP/1.1", wire.line());
  }

  @Test
  void counted_cutShort_isAnError() {
    assertThrows(EOFException.class, () -> read(new BodyInput(wire("123"), 5)));
  }

  @Test
  void chunked_read_isJoinedAndLeavesWhatFollows() throws IOException {
    WireInput wire = wire("3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\nnext\n");
    BodyInput body = new BodyInput(wire, BodyInput.CHUNKED);

    assertEquals("abc0123456789", read(body));
    assertTrue(body.ended());
    assertEquals("next", wire.line());
  }

  @Test
  void chunked_cutShortOrNonsense_isAnError() {
    assertThrows(EOFException.class, () -> read(new BodyInput(wire("3\r\nab"), BodyInput.CHUNKED)));
    assertThrows(IOException.class, () -> read(new BodyInput(wire("zz\r\nab"), BodyInput.CHUNKED)));
  }

  @Test
  void untilClose_read_isAllThereIs() throws IOException {
    assertEquals("ab\r\nc", read(new BodyInput(wire("ab\r\nc"), BodyInput.UNTIL_CLOSE)));
  }
}
