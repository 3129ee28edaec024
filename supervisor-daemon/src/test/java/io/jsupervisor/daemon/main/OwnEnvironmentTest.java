package io.jsupervisor.daemon.main;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OwnEnvironmentTest {
  @Test
  void whatAServiceManagerTellsTheDaemon_isForItAlone() {
    Map<String, String> given =
        Map.ofEntries(
            Map.entry("NOTIFY_SOCKET", "/run/systemd/notify"),
            Map.entry("WATCHDOG_PID", "7"),
            Map.entry("WATCHDOG_USEC", "30000000"),
            Map.entry("LISTEN_PID", "7"),
            Map.entry("LISTEN_PIDFDID", "9"),
            Map.entry("LISTEN_FDS", "1"),
            Map.entry("LISTEN_FDNAMES", "x"),
            Map.entry("FDSTORE", "0"),
            Map.entry("LISTEN_ADDRESS", "the operator's own"),
            Map.entry("PATH", "/bin"));
    assertEquals(
        Map.of("LISTEN_ADDRESS", "the operator's own", "PATH", "/bin"),
        OwnEnvironment.restored(given, ""));
  }

  @Test
  void whatTheLauncherChanged_isUndone() {
    assertEquals(
        Map.of("LC_ALL", "C"),
        OwnEnvironment.restored(
            Map.of("LC_ALL", "C.UTF-8", "MALLOC_ARENA_MAX", "1"), "LC_ALL=C\nMALLOC_ARENA_MAX\n"));
  }
}
