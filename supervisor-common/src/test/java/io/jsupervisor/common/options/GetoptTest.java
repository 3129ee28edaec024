package io.jsupervisor.common.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jsupervisor.common.options.Getopt.Option;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GetoptTest {
  private final Getopt getopt =
      new Getopt(
          "hnc:l:", List.of("help", "nodaemon", "configuration=", "logfile=", "logfile_maxbytes="));

  @Test
  void shortAndLong_parsed_keepTheirOrder() throws OptionException {
    Getopt.Parsed parsed = getopt.parse(List.of("-nc", "a.conf", "-lx", "--conf=b", "--nodaem"));

    assertEquals(
        List.of(
            new Option("-n", ""),
            new Option("-c", "a.conf"),
            new Option("-l", "x"),
            new Option("--configuration", "b"),
            new Option("--nodaemon", "")),
        parsed.options());
    assertEquals(List.of(), parsed.positionals());
  }

  @Test
  void positional_parsed_endsTheOptions() throws OptionException {
    Getopt.Parsed parsed = getopt.parse(List.of("-n", "tail", "-f", "x"));

    assertEquals(List.of(new Option("-n", "")), parsed.options());
    assertEquals(List.of("tail", "-f", "x"), parsed.positionals());
  }

  @Test
  void doubleDash_parsed_isDropped() throws OptionException {
    assertEquals(List.of("-n"), getopt.parse(List.of("--", "-n")).positionals());
    assertEquals(List.of("-", "-n"), getopt.parse(List.of("-", "-n")).positionals());
  }

  @Test
  void exactName_thatIsAlsoAPrefix_isNotAmbiguous() throws OptionException {
    assertEquals(
        List.of(new Option("--logfile", "x")), getopt.parse(List.of("--logfile", "x")).options());
  }

  @ParameterizedTest
  @CsvSource({
    "-x, option -x not recognized",
    "-nx, option -x not recognized",
    "-:, option -: not recognized",
    "--nope, option --nope not recognized",
    "--log, option --log not a unique prefix",
    "--=1, option -- not a unique prefix",
    "-c, option -c requires argument",
    "--conf, option --configuration requires argument",
    "--help=1, option --help must not have an argument",
  })
  void badOption_parsed_saysSoInTheClassicWords(String word, String message) {
    OptionException refused =
        assertThrows(OptionException.class, () -> getopt.parse(List.of(word)));

    assertEquals(message, refused.getMessage());
    assertEquals(
        "Error: " + message + "\nFor help, use jsupervisord -h\n", refused.report("jsupervisord"));
  }
}
