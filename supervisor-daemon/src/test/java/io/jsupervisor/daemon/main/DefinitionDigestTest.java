package io.jsupervisor.daemon.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.jsupervisor.daemon.core.Autorestart;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.core.Specs;
import io.jsupervisor.daemon.core.StartRules;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DefinitionDigestTest {
  private static ProcessSpec expecting(Integer... exitcodes) {
    return Specs.process(
        "web",
        "web",
        new StartRules(true, Autorestart.UNEXPECTED, 1, 3, Set.of(exitcodes)),
        Specs.stop(10));
  }

  /** An immutable set has another order in each run of a JVM, so one run tells by a constant. */
  @Test
  void manyExitcodes_everyMachineHasTheSameDigest() {
    assertEquals("1a21e7965a17", DefinitionDigest.of(expecting(0, 2, 3, 5, 7, 11, 13, 17, 19, 23)));
  }

  @Test
  void otherExitcodes_haveAnotherDigest() {
    assertNotEquals(DefinitionDigest.of(expecting(0)), DefinitionDigest.of(expecting(0, 2)));
  }
}
