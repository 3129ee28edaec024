package io.jsupervisor.common.options;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigSearchTest {
  @ParameterizedTest
  @CsvSource({
    "jsupervisorctl, etc/supervisord.conf",
    "bin/jsupervisorctl, etc/supervisord.conf",
    "/bin/jsupervisorctl, /etc/supervisord.conf",
    "/opt/jsupervisor/bin/jsupervisorctl, /opt/jsupervisor/etc/supervisord.conf",
    "../bin/jsupervisorctl, ../etc/supervisord.conf",
  })
  void program_asTyped_givesTheFirstPlace(String argv0, String first) {
    assertEquals(first, ConfigSearch.places(argv0).getFirst());
  }
}
