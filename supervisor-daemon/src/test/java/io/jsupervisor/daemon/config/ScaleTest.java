package io.jsupervisor.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaleTest {
  private static final String WEB =
      """
      [supervisord]
      [program:web]
      command=serve %(process_num)d of %(numprocs)d
      process_name=%(program_name)s_%(process_num)02d
      numprocs=3
      port=655%(process_num)02d
      """;
  private static final String OTHERS =
      """
      [program:one]
      command=x
      [group:both]
      programs=a,b
      [program:a]
      command=x
      process_name=%(program_name)s_%(process_num)d
      [fcgi-program:b]
      command=x
      process_name=%(program_name)s_%(process_num)d
      socket=tcp://127.0.0.1:9000
      [fcgi-program:php]
      command=x
      process_name=%(program_name)s_%(process_num)d
      socket=tcp://127.0.0.1:9001
      [program:near]
      command=x
      port=65508
      [eventlistener:ears]
      command=x
      events=TICK_5
      """;

  @TempDir Path directory;
  private TestConfig config;

  @BeforeEach
  void prepare() {
    config = new TestConfig(directory);
  }

  private List<String> scaled(Configuration read, String program, int numprocs)
      throws Scale.Refused {
    return Scale.of(read, program, numprocs)
        .groups(read, config.surroundings(), DaemonOptions.Overrides.NONE)
        .stream()
        .flatMap(group -> group.processes().stream())
        .filter(process -> process.program().equals(program))
        .map(process -> process.namespec().qualified())
        .toList();
  }

  @Test
  void scaled_isWhatTheFileWithThatNumberSays() throws Exception {
    Configuration read = config.good(WEB);
    List<GroupSpec> more =
        Scale.of(read, "web", 5).groups(read, config.surroundings(), DaemonOptions.Overrides.NONE);
    assertEquals(config.good(WEB.replace("numprocs=3", "numprocs=5")).groups(), more);
    assertEquals(3, read.groups().getFirst().processes().size());
  }

  @Test
  void file_isNotReadAgain() throws Exception {
    Configuration read = config.good(WEB);
    Files.writeString(directory.resolve("web.conf"), "[supervisord]\n[program:web]\nstray");
    assertEquals(List.of("web:web_00"), scaled(read, "web", 1));
  }

  @Test
  void everyKindOfProgram_canBeScaled() throws Exception {
    Configuration read = config.good(WEB + OTHERS);
    assertEquals(List.of("both:a_0", "both:a_1"), scaled(read, "a", 2));
    assertEquals(List.of("both:b_0", "both:b_1"), scaled(read, "b", 2));
    assertEquals(List.of("php:php_0", "php:php_1"), scaled(read, "php", 2));
    assertEquals(List.of("one:one"), scaled(read, "one", 1));
    assertEquals(List.of(), scaled(read, "web", 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "web|40|cannot scale web to 40: web.conf:6: [program:web] port: ",
        "web|9|cannot scale web to 9: web.conf:6: [program:web] port: near:near and web:web_08",
        "web|-1|cannot scale web to -1: give a number from 0 to 10000",
        "web|10001|cannot scale web to 10001: give a number from 0 to 10000",
        "wbe|2|cannot scale wbe: there is no program of that name; did you mean \"web\"?",
        "ears|2|cannot scale ears: an event listener cannot be scaled; set numprocs in [event",
        "both|2|cannot scale both: it is a group; scale one of its programs: a,b",
        "web:web_00|2|cannot scale web:web_00: give the program alone: web",
        "one|2|cannot scale one to 2: web.conf:7: [program:one] process_name: %(process_num)"
      })
  void whatDoesNotFit_isRefusedInOneLine(String program, int numprocs, String why) {
    Configuration read = config.good(WEB + OTHERS);
    Exception refused = assertThrows(Scale.Refused.class, () -> scaled(read, program, numprocs));
    String line = refused.getMessage().replace(directory + "/", "");
    assertTrue(line.startsWith(why), line);
    assertEquals(1, line.lines().count(), line);
  }
}
