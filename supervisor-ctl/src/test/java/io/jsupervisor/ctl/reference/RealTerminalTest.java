package io.jsupervisor.ctl.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys pressed in a real terminal: our shell, and where it matters the installed one beside it. */
class RealTerminalTest {
  private static final String PROGRAMS =
      """
      username=somebody
      password=secret
      [supervisorctl]
      serverurl=unix://%(here)s/s.sock
      prompt=say
      history_file=%(here)s/history
      [program:cat]
      command=cat
      startsecs=0
      stopwaitsecs=1
      [program:web]
      command=sleep 1000
      numprocs=2
      process_name=%(program_name)s_%(process_num)02d
      startsecs=0
      stopwaitsecs=1
      """;

  @TempDir static Path directory;
  private static ReferenceDaemon daemon;
  private static String ours;
  private Screen screen;

  @BeforeAll
  static void begin() throws IOException {
    daemon = new ReferenceDaemon(directory, PROGRAMS);
    Path program = directory.resolve("ours");
    Files.writeString(
        program,
        "#!/bin/sh\nexec %s -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp '%s' %s \"$@\"\n"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin/java"),
                System.getProperty("java.class.path"),
                "io.jsupervisor.ctl.main.JSupervisorCtl"));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    ours = program + " -c " + daemon.config();
  }

  @AfterAll
  static void end() throws IOException {
    daemon.close();
  }

  @BeforeEach
  void open() {
    screen = new Screen(directory);
  }

  @AfterEach
  void close() {
    screen.close();
  }

  private void shell(String program) {
    screen.enter(program + " -u somebody -p secret");
    screen.awaitEnd("say>");
  }

  /** The same keys, and the screen below the prompt that follows the first status. */
  private String session(String program, List<String> lines, String end) {
    try (Screen own = new Screen(directory)) {
      own.enter("clear; " + program + " -u somebody -p secret");
      own.awaitEnd("say>");
      for (String line : lines) {
        own.enter(line);
        own.await(text -> text.contains("say> " + line) && text.endsWith("\nsay>"));
      }
      own.press(end);
      String text = own.awaitEnd("\n$");
      return text.substring(text.indexOf("say>"));
    }
  }

  @Test
  void linesTyped_inBothShells_leaveTheSameScreen() {
    List<String> lines =
        List.of("pid nope", "help", "help status", "frob", "!ls", "start", "status nope", "avail");
    String theirs = session("/usr/bin/supervisorctl -c " + daemon.config(), lines, "C-d");

    assertEquals(theirs, session(ours, lines, "C-d"));
  }

  @Test
  void word_completedByTab_growsAsFarAsItIsClear() {
    shell(ours);

    screen.type("sta");
    screen.press("Tab");
    screen.awaitText("start    status");
    screen.type("t");
    screen.press("Tab");
    screen.awaitText("say> status");
    screen.type("w");
    screen.press("Tab");
    screen.awaitText("say> status web:");
    screen.type("web_01");
    screen.press("Tab");
    screen.press("Enter");
    screen.await(text -> text.split("web:web_01 .*RUNNING", -1).length == 3);
  }

  @Test
  void history_keptInItsFile_isThereTheNextTime() throws IOException {
    Path file = directory.resolve("history");
    Files.deleteIfExists(file);
    shell(ours);
    screen.enter("pid cat");
    screen.await(text -> text.contains("pid cat\n") && text.endsWith("\nsay>"));
    screen.enter("version");
    screen.awaitText("4.2.5\nsay>");
    screen.enter("exit");
    screen.awaitEnd("\n$");

    assertEquals(List.of("pid cat", "version", "exit"), Files.readAllLines(file));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));

    shell("clear; " + ours);
    screen.press("Up");
    screen.awaitEnd("say> exit");
    screen.press("Up");
    screen.awaitEnd("say> version");
    screen.press("Enter");
    screen.awaitText("4.2.5\nsay>");
  }

  @Test
  void ctrlC_atThePrompt_endsTheShellWithCode0() {
    shell(ours);
    screen.type("half a li");
    screen.awaitEnd("half a li");
    screen.press("C-c");
    screen.awaitEnd("\n$");
    screen.enter("echo code=$?");
    screen.awaitText("\ncode=0");
  }

  @Test
  void ctrlC_whileFollowing_returnsToThePrompt() {
    shell(ours);
    screen.enter("tail -f cat");
    screen.awaitText("==> Press Ctrl-C to exit <==");
    screen.press("C-c");
    screen.awaitEnd("\nsay>");
    screen.enter("pid nope");
    screen.awaitText("No such process nope\nsay>");
  }

  @Test
  void ctrlC_whileFollowingWithoutAShell_succeeds() {
    screen.enter(ours + " -u somebody -p secret tail -f cat; echo code=$?");
    screen.awaitText("==> Press Ctrl-C to exit <==");
    screen.press("C-c");
    screen.awaitText("^C\ncode=0");
  }

  @Test
  void foreground_typedInto_showsTheAnswersAndComesBack() {
    shell(ours);
    screen.enter("fg cat");
    screen.awaitText("==> Press Ctrl-C to exit <==");
    screen.enter("echo-me-twice");
    screen.await(text -> text.split("echo-me-twice", -1).length > 2);
    screen.press("C-c");
    screen.awaitText("Exiting foreground\nsay>");
    screen.enter("fg nope");
    screen.awaitText("ERROR: bad process name supplied");
  }

  /** One press interrupted twice, once in the shell: about every tenth time. */
  @Test
  void foreground_leftAtTheMomentOfAnEcho_shellGoesOn() {
    shell(ours);
    for (int i = 0; i < 6; i++) {
      String word = "turn-" + i + ".";
      screen.enter("fg cat");
      screen.await(text -> sinceThePrompt(text).contains("==> Press Ctrl-C to exit <=="));
      screen.enter(word);
      screen.await(text -> sinceThePrompt(text).split(Pattern.quote(word), -1).length > 2);
      screen.press("C-c");
      screen.await(text -> text.matches("(?s).*Exiting foreground(\nsay>)+"));
      screen.enter("pid nope");
      screen.awaitEnd("No such process nope\nsay>");
    }
  }

  private static String sinceThePrompt(String text) {
    return text.substring(Math.max(0, text.lastIndexOf("say>")));
  }

  @Test
  void foreground_withoutAShell_endsOnCtrlC() {
    screen.enter(ours + " -u somebody -p secret fg cat; echo code=$?");
    screen.awaitText("==> Press Ctrl-C to exit <==");
    screen.enter("one-shot");
    screen.await(text -> text.split("one-shot", -1).length > 2);
    screen.press("C-c");
    screen.awaitText("Exiting foreground\ncode=0");
  }

  @Test
  void credentialsMissing_inTheShell_areAskedForUnseen() {
    screen.enter(ours);
    screen.awaitText("Server requires authentication\nUsername:");
    screen.enter("somebody");
    screen.awaitText("Password:");
    screen.enter("secret");

    String text = screen.awaitEnd("say>");
    assertTrue(text.contains("cat                              RUNNING"), text);
    assertTrue(!text.contains("secret"), text);
  }

  @Test
  void status_watched_isDrawnAnewWhenAProcessChanges() {
    screen.enter(ours + " -u somebody -p secret status --watch; echo code=$?");
    screen.awaitText("web:web_00                       RUNNING");
    try (Screen other = new Screen(directory)) {
      other.enter(ours + " -u somebody -p secret stop web:web_00");
      other.awaitText("web:web_00: stopped");
      String text = screen.awaitText("web:web_00                       STOPPED");
      assertEquals(1, text.split("cat  ", -1).length - 1, text);
      other.enter(ours + " -u somebody -p secret start web:web_00");
      screen.awaitText("web:web_00                       RUNNING");
    }
    screen.press("C-c");
    screen.awaitText("\ncode=0");
  }
}
