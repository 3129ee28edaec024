package io.jsupervisor.daemon.main;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GrownHeapTest {
  private static final long MIB = 1 << 20;

  private final GrownHeap heap = new GrownHeap(10 * MIB);

  @Test
  void asBefore_isNotDue() {
    assertFalse(heap.isDue(10 * MIB));
    assertFalse(heap.isDue(25 * MIB));
    assertFalse(heap.isDue(25 * MIB), "not worth it");
  }

  @Test
  void grown_isDueOnceItGrowsNoMore() {
    assertFalse(heap.isDue(40 * MIB), "the flood may go on");
    assertFalse(heap.isDue(60 * MIB));
    assertTrue(heap.isDue(60 * MIB));
  }

  @Test
  void collected_isJudgedByWhatWasLeft() {
    assertFalse(heap.isDue(60 * MIB));
    assertTrue(heap.isDue(60 * MIB));
    heap.gaveBack(50 * MIB); // that much is needed
    assertFalse(heap.isDue(50 * MIB));
    assertFalse(heap.isDue(50 * MIB));
  }
}
