package io.jsupervisor.daemon.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jsupervisor.daemon.core.Autorestart;
import io.jsupervisor.daemon.core.Extensions;
import io.jsupervisor.daemon.core.LogSpec;
import io.jsupervisor.daemon.core.LogTarget;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.core.Signal;
import io.jsupervisor.daemon.core.StartRules;
import io.jsupervisor.daemon.core.StopRules;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptionsTest {
  private static final Instant START = Instant.parse("2026-11-22T20:08:09Z");

  private static String text(
      String state, Instant start, Instant stop, String spawnerr, Instant now, ZoneId zone) {
    LogSpec log = new LogSpec(new LogTarget.None(), 0, 0, 0, false, false);
    ProcessSpec spec =
        new ProcessSpec(
            new Namespec("g", "cat"),
            "g",
            "cat",
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            999,
            new StartRules(true, Autorestart.UNEXPECTED, 1, 3, Set.of(0)),
            new StopRules(Signal.TERM, 10, false, false),
            false,
            log,
            log,
            Map.of(),
            Optional.empty(),
            false,
            Extensions.NONE);
    ProcessView view =
        new ProcessView(
            spec,
            999,
            0,
            state,
            12,
            Optional.ofNullable(start),
            Optional.ofNullable(stop),
            0,
            spawnerr,
            Optional.empty(),
            "",
            "",
            false,
            "",
            Optional.empty(),
            1);
    return Descriptions.of(view, now, zone);
  }

  private static String text(String state, Instant start, Instant stop, String spawnerr) {
    return text(state, start, stop, spawnerr, START, ZoneOffset.UTC);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|0:00:00",
        "12|0:00:12",
        "3723|1:02:03",
        "86399|23:59:59",
        "86400|1 day, 0:00:00",
        "93784|1 day, 2:03:04",
        "172809|2 days, 0:00:09",
        "-5|0:00:00"
      })
  void row56_running_showsPidAndUptime(long seconds, String uptime) {
    String text = text("RUNNING", START, null, "", START.plusSeconds(seconds), ZoneOffset.UTC);
    assertEquals("pid 12, uptime " + uptime, text);
  }

  @Test
  void row56_stopped_showsLocalStopTime() {
    assertEquals("Not started", text("STOPPED", null, null, ""));
    assertEquals("Nov 22 08:08 PM", text("EXITED", START, START, ""));
    String berlin = text("STOPPED", START, START, "", START, ZoneId.of("Europe/Berlin"));
    assertEquals("Nov 22 09:08 PM", berlin);
    assertEquals("Jan 01 12:00 AM", text("STOPPED", START, null, ""));
  }

  @Test
  void failed_showsSpawnerr() {
    assertEquals("can't find command 'x'", text("FATAL", START, null, "can't find command 'x'"));
    assertEquals("unknown error (try \"tail cat\")", text("BACKOFF", START, null, ""));
  }

  @Test
  void others_areEmpty() {
    for (String state : new String[] {"STARTING", "STOPPING", "UNKNOWN"}) {
      assertEquals("", text(state, START, null, "x"));
    }
  }
}
