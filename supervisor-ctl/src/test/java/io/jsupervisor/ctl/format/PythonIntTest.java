package io.jsupervisor.ctl.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonIntTest {
  @ParameterizedTest
  @CsvSource({
    "5, 5",
    "-5, -5",
    "+5, 5",
    "007, 7",
    "1_000, 1000",
    "99999999999999999999999, 999999999999999999"
  })
  void number_parsed_isRead(String text, long value) {
    assertEquals(OptionalLong.of(value), PythonInt.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "+", "x", "1x", "_1", "1_", "1__0", "--1", "1.0"})
  void other_parsed_isNoNumber(String text) {
    assertEquals(OptionalLong.empty(), PythonInt.parse(text));
  }
}
