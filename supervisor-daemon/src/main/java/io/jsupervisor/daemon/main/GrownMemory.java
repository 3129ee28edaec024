package io.jsupervisor.daemon.main;

/**
 * When memory that a flood has taken is worth a collection: the collector gives nothing back before
 * the heap is full, nor what buffers outside it hold, and without another flood that is never.
 * Pure.
 */
final class GrownMemory {
  /** Less is not worth the moment for which all stands still. */
  private static final long WORTH_BYTES = 16 << 20;

  private static final long NOISE_BYTES = 1 << 20;

  private long floor;
  private long last;

  /**
   * @param bytes that are held when all that can be given back is
   */
  GrownMemory(long bytes) {
    gaveBack(bytes);
  }

  /**
   * Whether to collect now: much more is held than was, and it no longer grows.
   *
   * @param bytes that are held now; asked once a minute or so
   */
  boolean isDue(long bytes) {
    boolean quiet = bytes <= last + NOISE_BYTES;
    last = bytes;
    return quiet && bytes >= floor + WORTH_BYTES;
  }

  /**
   * It was collected.
   *
   * @param bytes that are held after that
   */
  void gaveBack(long bytes) {
    floor = bytes;
    last = bytes;
  }
}
