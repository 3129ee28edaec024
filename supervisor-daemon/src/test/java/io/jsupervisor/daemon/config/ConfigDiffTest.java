package io.jsupervisor.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigDiffTest {
  @TempDir Path directory;

  private String diff(String running, String loaded) {
    var config = new TestConfig(directory);
    ConfigDiff diff =
        ConfigDiff.between(
            config.good("[supervisord]\n" + running.replace('~', '\n')).groups(),
            config.good("[supervisord]\n" + loaded.replace('~', '\n')).groups());
    return names("+", diff.added()) + names("*", diff.changed()) + names("-", diff.removed());
  }

  private static String names(String sign, List<GroupSpec> groups) {
    return groups.stream().map(group -> sign + group.name()).reduce("", String::concat);
  }

  @Test
  void groups_that_come_change_and_go() {
    String a = "[program:a]~command=x~";
    String b = "[program:b]~command=y~";
    assertEquals("", diff(a + b, b + a));
    assertEquals("+b", diff(a, a + b));
    assertEquals("-b", diff(a + b, a));
    assertEquals("*a", diff(a, a + "[program:a]~command=z~"));
    assertEquals("+g-a-b", diff(a + b, a + b + "[group:g]~programs=a,b~"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "stdout_logfile=/tmp/x|stdout_logfile=AUTO|same",
        "stdout_logfile=AUTO|stdout_logfile=/tmp/x|changed",
        "stdout_logfile=NONE|stdout_logfile=/tmp/x|changed",
        "environment=A=1|environment=A=2|changed",
        "environment=A=1,B=2|environment=B=2,A=1|same",
        "priority=1|priority=2|changed",
        "exitcodes=0,2|exitcodes=2,0|same",
        "directory=/|autostart=true|changed",
        "drain_secs=1|drain_secs=2|changed"
      })
  void options_of_a_program(String running, String loaded, String expected) {
    String start = "[program:a]~command=x~";
    assertEquals(expected.equals("same") ? "" : "*a", diff(start + running, start + loaded));
  }

  @Test
  void listeners_and_sockets() {
    String l = "[eventlistener:l]~command=x~";
    assertEquals("", diff(l + "events=TICK_5,EVENT", l + "events=event,TICK_5"));
    assertEquals("*l", diff(l + "events=TICK_5", l + "events=TICK_60"));
    assertEquals("*l", diff(l + "events=TICK_5", l + "events=TICK_5~buffer_size=3"));
    String f = "[fcgi-program:f]~command=x~socket=unix:///tmp/";
    assertEquals("", diff(f + "a~socket_mode=0700", f + "a~socket_mode=0777~socket_backlog=5"));
    assertEquals("*f", diff(f + "a", f + "b"));
    assertEquals("*f", diff(f + "a", "[program:f]~command=x"));
  }
}
