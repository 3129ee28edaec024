package io.jsupervisor.daemon.streams;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A live reader's bytes: bounded, the oldest go first, and how many went is told. */
final class TapQueue implements LogTaps.Tap {
  private static final int LIMIT = 1024 * 1024;

  private record Entry(byte[] bytes, boolean restarted) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Deque<Entry> entries = new ArrayDeque<>();
  private final Runnable onClose;
  private int size;
  private long skipped;
  private boolean restarted;
  private boolean closed;

  TapQueue(Runnable onClose) {
    this.onClose = onClose;
  }

  /** Stream thread; takes a copy and never waits for the reader. */
  void offer(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    lock.lock();
    try {
      entries.add(new Entry(copy, restarted));
      restarted = false;
      size += copy.length;
      while (size > LIMIT && entries.size() > 1) {
        Entry oldest = entries.remove();
        size -= oldest.bytes().length;
        skipped += oldest.bytes().length;
        if (oldest.restarted()) {
          Entry next = entries.remove();
          entries.addFirst(new Entry(next.bytes(), true));
        }
      }
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  /** The next bytes are in a new file. */
  void restarted() {
    lock.lock();
    try {
      restarted = true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public LogTaps.Piece next(long millis) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (entries.isEmpty() && !closed && left > 0) {
        left = filled.awaitNanos(left);
      }
      return take();
    } finally {
      lock.unlock();
    }
  }

  /** Everything up to the next new file in one piece: a reader behind catches up in few steps. */
  private LogTaps.Piece take() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean begins = !entries.isEmpty() && entries.peek().restarted();
    do {
      Entry entry = entries.poll();
      if (entry != null) {
        bytes.writeBytes(entry.bytes());
      }
    } while (!entries.isEmpty() && !entries.peek().restarted());
    size -= bytes.size();
    LogTaps.Piece piece = new LogTaps.Piece(bytes.toByteArray(), skipped, begins);
    skipped = 0;
    return piece;
  }

  @Override
  public void close() {
    onClose.run();
    lock.lock();
    try {
      closed = true;
      filled.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
