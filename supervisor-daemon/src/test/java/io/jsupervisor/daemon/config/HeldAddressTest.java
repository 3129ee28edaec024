package io.jsupervisor.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeldAddressTest {
  @ParameterizedTest
  @CsvSource({
    "8000, 0.0.0.0:8000",
    ":8000, 0.0.0.0:8000",
    "*:8000, 0.0.0.0:8000",
    "localhost:80, localhost:80",
    "10.0.0.1:80, 10.0.0.1:80",
    "[::1]:8000, [::1]:8000",
    "[fe80::1%eth0]:8000, [fe80::1%eth0]:8000",
    "/run/app.sock, /run/app.sock"
  })
  void address_written_isThis(String text, String meant) throws BadValueException {
    assertEquals(meant, HeldAddress.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost", "::1:8000", "a b:80", ":0", ":65536", "run/app.sock"})
  void noAddress_refused(String text) {
    assertThrows(BadValueException.class, () -> HeldAddress.parse(text));
  }

  @ParameterizedTest
  @ValueSource(ints = {108, 200})
  void pathTooLong_refused(int length) {
    String path = "/" + "x".repeat(length - 1);
    assertThrows(BadValueException.class, () -> HeldAddress.parse(path));
  }
}
