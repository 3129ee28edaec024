package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortsTest {
  /** 290 in place of 80 ended in 90, and was replaced once more. */
  @ParameterizedTest
  @ValueSource(ints = {110, 179, 190, 280, 290})
  void hundredThatEndsInAnotherOne_isPutInOnce(int hundred) {
    assertEquals(
        "--http 127.0.0.1:%1$d%%(process_num)02d port=%1$d%%(process_num)02d".formatted(hundred)
            + " stats=%d%%(process_num)02d".formatted(hundred + 1),
        new Ports(hundred)
            .in(
                "--http :80%(process_num)02d port=80%(process_num)02d"
                    + " stats=90%(process_num)02d"));
  }
}
