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
          List.of(
              Option.flag('h', "help"),
              Option.flag('n', "nodaemon"),
              Option.valued('c', "configuration"),
              Option.valued('l', "logfile"),
              Option.valued("logfile_maxbytes"),
              Option.extension("history"),
              Option.extension("check"),
              Option.extension("checksum")));

  private static List<String> shown(Getopt.Parsed parsed) {
    return parsed.options().stream().map(given -> given.shown() + "=" + given.value()).toList();
  }

  @Test
  void shortAndLong_parsed_keepTheirOrder() throws OptionException {
    Getopt.Parsed parsed = getopt.parse(List.of("-nc", "a.conf", "-lx", "--conf=b", "--nodaem"));

    assertEquals(
        List.of("-n=", "-c=a.conf", "-l=x", "--configuration=b", "--nodaemon="), shown(parsed));
    assertEquals(List.of(), parsed.positionals());
  }

  @Test
  void positional_parsed_endsTheOptions() throws OptionException {
    Getopt.Parsed parsed = getopt.parse(List.of("-n", "tail", "-f", "x"));

    assertEquals(List.of("-n="), shown(parsed));
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
        List.of("--logfile=x", "--check="),
        shown(getopt.parse(List.of("--logfile", "x", "--check"))));
  }

  @Test
  void prefixOfAClassicOption_thatFitsAnExtensionToo_meansTheClassicOne() throws OptionException {
    assertEquals(List.of("--help="), shown(getopt.parse(List.of("--h"))));
    assertEquals(List.of("--configuration=x"), shown(getopt.parse(List.of("--c=x"))));
  }

  @ParameterizedTest
  @CsvSource({
    "-x, option -x not recognized",
    "-nx, option -x not recognized",
    "-:, option -: not recognized",
    "--nope, option --nope not recognized",
    "--log, option --log not a unique prefix",
    "--che, option --che not a unique prefix",
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
