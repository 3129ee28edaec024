package io.jsupervisor.daemon.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jsupervisor.daemon.os.posix.EpollPipes;
import io.jsupervisor.daemon.os.posix.PosixRig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stream on a real pipe, whose writer is the test: what is in the pipe at each read is known. */
class ChildStreamTest {
  private static final int FULL = 64 * 1024;

  private final EpollPipes pipes = new EpollPipes();
  private final int[] ends = PosixRig.pipe();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
  private long received;
  private final ChildStream stream =
      new ChildStream(pipes, ends[0], 1, List.of(bytes -> received += bytes.remaining()));

  @AfterEach
  void close() {
    pipes.close(ends[0]);
    pipes.close(ends[1]);
    pipes.close();
  }

  private void writeAndRead(int bytes) throws IOException {
    assertEquals(bytes, pipes.write(ends[1], ByteBuffer.allocateDirect(bytes)));
    assertEquals(bytes, stream.readOnce(buffer));
  }

  @Test
  void flood_fullEachTime_pipeIsEnlargedAndNothingIsLost() throws IOException {
    for (int i = 0; i < 15; i++) {
      writeAndRead(FULL);
    }
    assertEquals(FULL, pipes.capacity(ends[0]), "one full read less than a flood");
    writeAndRead(FULL);
    assertEquals(4 * FULL, pipes.capacity(ends[0]));
    writeAndRead(4 * FULL);
    assertEquals(20L * FULL, received);
  }

  @Test
  void flood_pipeNotFullOnce_countBeginsAnew() throws IOException {
    for (int i = 0; i < 15; i++) {
      writeAndRead(FULL);
    }
    writeAndRead(FULL - 1);
    for (int i = 0; i < 15; i++) {
      writeAndRead(FULL);
    }
    assertEquals(FULL, pipes.capacity(ends[0]));
  }
}
