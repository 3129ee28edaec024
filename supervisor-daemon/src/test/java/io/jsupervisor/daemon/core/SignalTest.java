package io.jsupervisor.daemon.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalTest {
  @ParameterizedTest
  @CsvSource({"HUP,1", "sigterm,15", "SIGKILL,9", "10,10", "0,0", "RTMIN,34", "64,64", "' 9 ',9"})
  void parse_nameOrNumber_isTheSignal(String text, int number) {
    assertEquals(Optional.of(new Signal(number)), Signal.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "NOPE", "99", "-1", "32", "RTMIN+1", "1.0", "SIGSIGHUP"})
  void parse_noSuchSignal_isEmpty(String text) {
    assertEquals(Optional.empty(), Signal.parse(text));
  }
}
