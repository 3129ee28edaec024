package io.jsupervisor.daemon.os;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever bytes a child inherits, it inherits the same. */
final class NativeTextTest {
  @Test
  void utf8_isItself() {
    assertEquals("ä€😀", NativeText.decode("ä€😀".getBytes(UTF_8)));
    assertArrayEquals("ä€😀".getBytes(UTF_8), NativeText.encode("ä€😀"));
  }

  @Test
  void anyBytes_comeBack() {
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = new byte[random.nextInt(12)];
      random.nextBytes(bytes);
      assertArrayEquals(bytes, NativeText.encode(NativeText.decode(bytes)));
    }
  }

  @Test
  void cutCharacterAtTheEnd_comesBack() {
    byte[] bytes = {'a', (byte) 0xe2, (byte) 0x82};
    assertArrayEquals(bytes, NativeText.encode(NativeText.decode(bytes)));
  }
}
