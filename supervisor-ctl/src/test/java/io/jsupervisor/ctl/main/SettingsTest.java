package io.jsupervisor.ctl.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.common.options.OptionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  @TempDir Path directory;

  private Settings read(String file, String... options) throws IOException, OptionException {
    Path path = directory.resolve("a.conf");
    Files.writeString(path, file);
    List<String> args = new ArrayList<>(List.of("-c", path.toString()));
    args.addAll(List.of(options));
    return Settings.of(CommandLine.parse(args), "jsupervisorctl");
  }

  @Test
  void emptySection_read_givesTheDefaults() throws Exception {
    assertEquals(
        new Settings("http://localhost:9001", "", "", "supervisor", "", "", ""),
        read("[supervisorctl]\n"));
  }

  @Test
  void everyOption_read_isExpandedAndNormalised() throws Exception {
    assertEquals(
        new Settings(
            "unix://" + directory + "/s.sock",
            "amy",
            "50%",
            System.getenv("HOME"),
            directory + "/history",
            "eve",
            "50%"),
        read(
            """
            [supervisorctl]
            serverurl=unix://%(here)s/x/../s.sock
            username=amy ; who
            password=50%%
            prompt=%(ENV_HOME)s
            history_file=%(here)s/./history
            fleet_username=eve
            fleet_password=50%%
            """));
  }

  @Test
  void commandLine_given_winsAndIsNotNormalised() throws Exception {
    Settings settings =
        read(
            "[supervisorctl]\nserverurl=http://a\nusername=amy\n",
            "-s",
            "unix:///x/../y",
            "-u",
            "bob",
            "-p",
            "secret");

    assertEquals(
        new Settings("unix:///x/../y", "bob", "secret", "supervisor", "", "", ""), settings);
  }

  @Test
  void badFile_read_isAnOptionError() {
    assertRefused("[other]\n", ".ini file does not include supervisorctl section");
    assertRefused("[supervisorctl]\nprompt=%(nope)s\n", "contains names ('nope')");
    assertRefused("[supervisorctl]\nprompt=%(here)s\n", "contains names ('here')");
    assertRefused("[supervisorctl]\nnonsense\n", "Source contains parsing errors");
  }

  private void assertRefused(String file, String text) {
    OptionException refused = assertThrows(OptionException.class, () -> read(file));
    assertTrue(refused.getMessage().contains(text), refused::getMessage);
  }

  @Test
  void json_givenBehindTheAction_isNoWordOfIt() throws OptionException {
    CommandLine line = CommandLine.parse(List.of("status", "--json", "web"));

    assertTrue(line.json());
    assertEquals(List.of("status", "web"), line.words());
  }
}
