package io.jsupervisor.daemon.main;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GrownMemoryTest {
  private static final long MIB = 1 << 20;

  private final GrownMemory memory = new GrownMemory(10 * MIB);

  @Test
  void asBefore_isNotDue() {
    assertFalse(memory.isDue(10 * MIB));
    assertFalse(memory.isDue(25 * MIB));
    assertFalse(memory.isDue(25 * MIB), "not worth it");
  }

  @Test
  void grown_isDueOnceItGrowsNoMore() {
    assertFalse(memory.isDue(40 * MIB), "the flood may go on");
    assertFalse(memory.isDue(60 * MIB));
    assertTrue(memory.isDue(60 * MIB));
  }

  @Test
  void collected_isJudgedByWhatWasLeft() {
    assertFalse(memory.isDue(60 * MIB));
    assertTrue(memory.isDue(60 * MIB));
    memory.gaveBack(50 * MIB); // that much is needed
    assertFalse(memory.isDue(50 * MIB));
    assertFalse(memory.isDue(50 * MIB));
  }
}
