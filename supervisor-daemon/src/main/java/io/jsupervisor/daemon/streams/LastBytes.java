package io.jsupervisor.daemon.streams;

import java.nio.ByteBuffer;

/** Keeps the last bytes of an output. Stream thread only. */
final class LastBytes implements ByteSink {
  private final byte[] kept;
  private int size;

  LastBytes(int capacity) {
    kept = new byte[capacity];
  }

  @Override
  public void accept(ByteBuffer bytes) {
    int more = Math.min(bytes.remaining(), kept.length);
    bytes.position(bytes.limit() - more);
    int dropped = Math.max(0, size + more - kept.length);
    System.arraycopy(kept, dropped, kept, 0, size - dropped);
    size -= dropped;
    bytes.get(kept, size, more);
    size += more;
  }

  byte[] toArray() {
    return java.util.Arrays.copyOf(kept, size);
  }
}
