package io.jsupervisor.daemon.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** A live reader gets everything, or is told what it missed. */
final class TapQueueTest {
  private final TapQueue queue = new TapQueue(() -> {});

  private void offer(String text) {
    queue.offer(ByteBuffer.wrap(text.getBytes(UTF_8)));
  }

  private static String text(LogTaps.Piece piece) {
    return new String(piece.bytes(), UTF_8);
  }

  @Test
  void twoPieces_read_comeAsOneInOrder() throws InterruptedException {
    offer("one ");
    offer("two");
    assertEquals("one two", text(queue.next(0)));
    assertEquals("", text(queue.next(0)));
  }

  @Test
  void newFile_read_isMarkedWhereItBegins() throws InterruptedException {
    offer("old");
    queue.restarted();
    offer("new");
    LogTaps.Piece old = queue.next(0);
    assertEquals("old", text(old));
    assertFalse(old.restarted());
    LogTaps.Piece next = queue.next(0);
    assertEquals("new", text(next));
    assertTrue(next.restarted());
  }

  @Test
  void slowReader_losesTheOldestAndIsToldHowMany() throws InterruptedException {
    int piece = 100_000;
    for (int i = 0; i < 15; i++) {
      queue.offer(ByteBuffer.allocate(piece));
    }
    LogTaps.Piece rest = queue.next(0);
    assertEquals(15L * piece, rest.skipped() + rest.bytes().length);
    assertEquals(10 * piece, rest.bytes().length);
    assertEquals(0, queue.next(0).skipped());
  }

  @Test
  void newFileAmongTheLost_isStillMarked() throws InterruptedException {
    queue.restarted();
    for (int i = 0; i < 12; i++) {
      queue.offer(ByteBuffer.allocate(100_000));
    }
    assertTrue(queue.next(0).restarted());
  }
}
