package io.jsupervisor.daemon.main;

/**
 * When a heap that a flood has enlarged is worth a collection: the collector gives nothing back
 * before the heap is full, which without another flood is never. Pure.
 */
final class GrownHeap {
  /** Less is not worth the moment for which all stands still. */
  private static final long WORTH_BYTES = 16 << 20;

  private long floor;
  private long last;

  /**
   * @param bytes of the heap when all that can be given back is
   */
  GrownHeap(long bytes) {
    gaveBack(bytes);
  }

  /**
   * Whether to collect now: the heap is much larger than it was, and no longer grows.
   *
   * @param bytes of the heap now; asked once a minute or so
   */
  boolean isDue(long bytes) {
    boolean quiet = bytes <= last;
    last = bytes;
    return quiet && bytes >= floor + WORTH_BYTES;
  }

  /**
   * It was collected.
   *
   * @param bytes of the heap after that
   */
  void gaveBack(long bytes) {
    floor = bytes;
    last = bytes;
  }
}
