package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.ctl.command.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The completions of the three shells know what the programs know. */
class CompletionsTest {
  private static final Path FOLDER = Tree.ROOT.resolve("packaging/completions");
  private static final Pattern LONG_OPTION = Pattern.compile("(?m)^(?:-\\w/)?--([\\w-]+)(?= )");

  @TempDir Path directory;

  /** The options of a usage, but for those that do nothing. */
  private List<String> options(String program) {
    String usage = Tree.run(directory, Tree.HOME.resolve("bin/" + program).toString(), "-h").out();
    List<String> options =
        LONG_OPTION
            .matcher(usage.replaceAll("(?m)^.*no effect$", ""))
            .results()
            .map((MatchResult found) -> found.group(1))
            .toList();
    assertFalse(options.isEmpty(), usage);
    return options;
  }

  @ParameterizedTest
  @CsvSource({
    "jsupervisord, jsupervisor.bash, --%s",
    "jsupervisord, _jsupervisord, --%s",
    "jsupervisord, jsupervisord.fish, -l %s",
    "jsupervisorctl, jsupervisor.bash, --%s",
    "jsupervisorctl, _jsupervisorctl, --%s",
    "jsupervisorctl, jsupervisorctl.fish, -l %s"
  })
  void everyOptionOfTheUsage_isThere(String program, String file, String form) throws IOException {
    String text = Files.readString(FOLDER.resolve(file));
    for (String option : options(program)) {
      String wanted = Pattern.quote(form.replace("%s", option)) + "(?![\\w-])";
      assertTrue(Pattern.compile(wanted).matcher(text).find(), option + " is not in " + file);
    }
  }

  @ParameterizedTest
  @CsvSource({"jsupervisor.bash", "_jsupervisorctl", "jsupervisorctl.fish"})
  void everyCommand_isThere(String file) throws IOException {
    String commands =
        Stream.of(Commands.TOPICS, Commands.MORE, List.of("help"))
            .flatMap(List::stream)
            .sorted()
            .collect(Collectors.joining(" "));
    String text = Files.readString(FOLDER.resolve(file));
    assertTrue(text.contains(commands), "not in " + file + ": " + commands);
  }

  /** What bash offers for the last of these words. */
  private List<String> offered(String... words) {
    String script =
        """
        jsupervisorctl() {
          case "$*" in
            '-c my.conf status') printf 'web:web_00   RUNNING\\nweb:web_01   RUNNING\\ndb   STOPPED\\n' ;;
            avail) printf 'web:web_00   in use\\nweb:web_01   in use\\ndb   avail\\n' ;;
          esac
        }
        . "$1"
        shift
        COMP_WORDS=("$@")
        COMP_CWORD=$(($# - 1))
        _$1
        printf '%s\\n' "${COMPREPLY[@]}"
        """;
    Output output =
        Tree.run(
            directory,
            Stream.concat(
                    Stream.of(
                        "bash",
                        "-c",
                        script,
                        "bash",
                        FOLDER.resolve("jsupervisor.bash").toString()),
                    Stream.of(words))
                .toArray(String[]::new));
    assertEquals("", output.err());
    return output.out().lines().filter(line -> !line.isEmpty()).toList();
  }

  @Test
  void bash_offersCommands_namesOfTheDaemonThatIsAsked_andSignals() {
    assertEquals(List.of("reload", "remove", "reread", "restart"), offered("jsupervisorctl", "re"));
    assertEquals(
        List.of("web:web_00", "web:web_01"),
        offered("jsupervisorctl", "-c", "my.conf", "stop", "db", "w"));
    assertEquals(List.of("--rolling"), offered("jsupervisorctl", "restart", "--"));
    assertEquals(List.of("HUP"), offered("jsupervisorctl", "signal", "H"));
    assertEquals(List.of("web"), offered("jsupervisorctl", "update", "w"));
    assertEquals(List.of("debug"), offered("jsupervisord", "-e", "d"));
    assertEquals(List.of("--export"), offered("jsupervisord", "--ex"));
  }
}
