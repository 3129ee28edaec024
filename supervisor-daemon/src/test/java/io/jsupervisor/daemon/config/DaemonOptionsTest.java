package io.jsupervisor.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DaemonOptionsTest {
  @TempDir Path directory;

  private DaemonOptions parse(String line) throws UsageException {
    return DaemonOptions.parse(
        List.of(line.split(" ", -1)), new TestConfig(directory).surroundings());
  }

  @Test
  void options_bundle_and_long_ones_may_be_cut() throws UsageException {
    DaemonOptions options = parse("-nsc/etc/x --nocl --logfile_b=3 -m 077 --ch /");
    assertEquals("/etc/x", options.file().orElseThrow());
    assertTrue(options.overrides().nodaemon());
    assertTrue(options.overrides().silent());
    assertTrue(options.overrides().nocleanup());
    assertEquals(3, options.overrides().logfileBackups().orElseThrow());
    assertEquals(077, options.overrides().umask().orElseThrow());
    assertEquals("/", options.overrides().childlogdir().orElseThrow());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "-x|option -x not recognized",
        "--wat|option --wat not recognized",
        "--log|option --log not a unique prefix",
        "-c|option -c requires argument",
        "--user|option --user requires argument",
        "--nodaemon=1|option --nodaemon must not have an argument",
        "foo bar|positional arguments are not supported: ['foo', 'bar']",
        "-n -n|conflicting command line option '-n'",
        "-n --nodaemon|conflicting command line option '--nodaemon'",
        "-e foo|invalid value for -e 'foo': bad logging level name 'foo'",
        "-a x|invalid value for -a 'x': invalid literal for int() with base 10: 'x'",
        "--json|option --json goes with --check"
      })
  void mistakes_have_the_classic_text(String line, String message) {
    assertEquals(message, assertThrows(UsageException.class, () -> parse(line)).getMessage());
  }

  @Test
  void tasks() throws UsageException {
    assertEquals(DaemonOptions.Task.CHECK, parse("--check --json").task());
    assertEquals(DaemonOptions.Task.HELP, parse("-? -e nonsense").task());
    assertEquals(DaemonOptions.Task.VERSION, parse("--version").task());
    assertEquals(DaemonOptions.Task.ECHO_CONFIG, parse("--echo-config").task());
    assertEquals(DaemonOptions.Task.RUN, parse("-n").task());
  }

  @Test
  void file_is_searched_from_the_program() throws UsageException {
    assertEquals(
        List.of("/opt/s/etc/supervisord.conf", "/opt/s/supervisord.conf", "supervisord.conf"),
        DaemonOptions.searchPaths("/opt/s/bin/jsupervisord").subList(0, 3));
    var config = new TestConfig(directory);
    config.write("etc/supervisord.conf", "[supervisord]\n");
    assertEquals(
        "etc/supervisord.conf", parse("-n").configFile("jsupervisord", config.surroundings()));
  }
}
