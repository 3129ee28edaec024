package io.jsupervisor.common.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
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
    "' 18\t', 18",
    "１８, 18",
    "99999999999999999999999, 9223372036854775807",
    "-99999999999999999999999, -9223372036854775808"
  })
  void number_parsed_isRead(String text, long value) {
    assertEquals(OptionalLong.of(value), PythonInt.parse(text));
  }

  @Test
  void digits_moreThanPythonTakes_areNoNumber() {
    assertEquals(OptionalLong.of(Long.MAX_VALUE), PythonInt.parse("1".repeat(4300)));
    assertEquals(OptionalLong.empty(), PythonInt.parse("1".repeat(4301)));
  }

  @ParameterizedTest
  @CsvSource({"22, 18", "0o22, 18", "0o_22, 18", "-0O2_2, -18"})
  void octal_parsed_isRead(String text, int value) {
    assertEquals(Optional.of(BigInteger.valueOf(value)), PythonInt.parse(text, 8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "-", "+", "x", "1 2", "0x1", "1x", "_1", "1_", "1__0", "--1", "1.0"})
  void other_parsed_isNoNumber(String text) {
    assertEquals(OptionalLong.empty(), PythonInt.parse(text));
  }
}
