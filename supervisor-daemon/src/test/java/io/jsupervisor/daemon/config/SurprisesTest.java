package io.jsupervisor.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.common.words.ShellWords;
import io.jsupervisor.daemon.core.LogTarget;
import io.jsupervisor.daemon.core.ProcessSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The surprises (spec section 12) that a configuration file holds, by their numbers. */
class SurprisesTest {
  @TempDir Path directory;
  private TestConfig config;

  @BeforeEach
  void prepare() {
    config = new TestConfig(directory);
  }

  private ProcessSpec program(String options) {
    return config.processes("[supervisord]\n[program:a]\n" + options).getFirst();
  }

  private String refusal(String options) {
    return config.load("[supervisord]\n" + options).classicError().orElseThrow();
  }

  @Test
  void row1_inlineComment_cutsAfterABlankOnly_andQuotesDoNotProtect() {
    assertEquals("bash -c 'a", program("command=bash -c 'a ; b'\n").command());
    assertEquals("bash -c 'a", program("command=bash -c 'a # b'\n").command());
    assertEquals("a;b#c", program("command=a;b#c\n").command());
  }

  @Test
  void row2_deeperLine_continuesWhateverItLooksLike_overBlankLinesAndComments() throws Exception {
    ProcessSpec program = program("command=a\n  [program:x]\n\n# comment\n  priority=1\n");
    assertEquals(List.of("a", "[program:x]", "priority=1"), ShellWords.split(program.command()));
    assertEquals(999, program.priority());
  }

  @Test
  void row3_sameSectionInTwoFiles_isMergedOptionByOption() {
    config.write("more.conf", "[program:a]\npriority=2\nstartsecs=7\n");
    ProcessSpec program =
        config
            .processes(
                "[supervisord]\n[program:a]\ncommand=x\npriority=1\n[include]\nfiles=more.conf\n")
            .getFirst();
    assertEquals("x", program.command());
    assertEquals(2, program.priority());
    assertEquals(7, program.start().startsecs());
  }

  @Test
  void row4_defaultSection_feedsEverySection() {
    List<ProcessSpec> both =
        config.processes(
            "[DEFAULT]\npriority=7\n[supervisord]\n[program:a]\ncommand=x\n"
                + "[program:b]\ncommand=x\npriority=8\n");
    assertEquals(List.of(7, 8), both.stream().map(ProcessSpec::priority).toList());
  }

  @Test
  void row5_singlePercent_abortsTheWholeLoad_andLogFileNamesNeedFour() {
    assertTrue(
        config
            .load("[supervisord]\n[program:a]\ncommand=x\n[program:b]\ncommand=100%\n")
            .configuration()
            .isEmpty());
    assertEquals("date +%Y", program("command=date +%%Y\n").command());
    assertEquals(
        new LogTarget.File("/tmp/a%b"),
        program("command=x\nstdout_logfile=/tmp/a%%%%b\n").stdout().target());
    assertTrue(refusal("[program:a]\ncommand=x\nstdout_logfile=/tmp/a%%b\n").contains("/tmp/a%"));
  }

  @Test
  void row6_here_isTheDirectoryOfEachFile_andPlainTextOnceThereIsAnInclude() {
    config.write("conf.d/b.conf", "[program:b]\ncommand=%(here)s/run\n");
    Configuration loaded =
        config.good(
            """
            [supervisord]
            [inet_http_server]
            port=127.0.0.1:9001
            username=%(here)s
            password=x
            [include]
            files=conf.d/*.conf
            """);
    assertEquals(
        directory + "/conf.d/run", loaded.groups().getFirst().processes().getFirst().command());
    assertEquals(
        directory.toString(), loaded.servers().getFirst().credentials().orElseThrow().username());
    assertTrue(
        refusal("[inet_http_server]\nport=127.0.0.1:9001\nusername=%(here)s\npassword=x\n")
            .contains("'here'"));
  }

  @Test
  void row7_environment_separatorsAreNotChecked_andSwallowAToken() {
    assertEquals(Map.of("A", "$"), program("command=x\nenvironment=A=$HOME\n").environment());
    assertEquals(
        Map.of("A", "1", "B", "2"), program("command=x\nenvironment=A=1;B=2\n").environment());
    assertEquals(Map.of("A", "x"), program("command=x\nenvironment=A=x#y,B=2\n").environment());
    for (String value : List.of("a@b", "a?b", "a*b", "a&b")) {
      assertTrue(
          refusal("[program:a]\ncommand=x\nenvironment=A=" + value + "\n")
              .contains("Unexpected end of key/value pairs"),
          value);
    }
  }

  @Test
  void row8_groupWithoutPrograms_noProcesses_andEmptyName_areAcceptedSilently() {
    ConfigLoader.Loaded loaded =
        config.load(
            """
            [supervisord]
            [group:g]
            priority=1
            [program:none]
            command=x
            process_name=n%(process_num)d
            numprocs=0
            [program:]
            command=x
            """);
    assertEquals(List.of(), config.texts(loaded));
    List<GroupSpec> groups = loaded.configuration().orElseThrow().groups();
    assertEquals(
        Set.of("g 0", "none 0", " 1"),
        Set.copyOf(groups.stream().map(g -> g.name() + " " + g.processes().size()).toList()));
  }

  @Test
  void row17_group_holdsItsProcessesInTheOrderOfPrograms() {
    Configuration loaded =
        config.good(
            """
            [supervisord]
            [program:a]
            command=x
            priority=1
            [program:b]
            command=x
            priority=2
            [group:g]
            programs=b,a
            """);
    assertEquals(
        List.of("b", "a"),
        loaded.groups().getFirst().processes().stream().map(p -> p.namespec().name()).toList());
  }

  @Test
  void row18_listeners_aGroupOfPriorityMinus1_withProcessesOf999() {
    GroupSpec group =
        config
            .good("[supervisord]\n[eventlistener:l]\ncommand=x\nevents=EVENT\n")
            .groups()
            .getFirst();
    assertEquals(-1, group.priority());
    assertEquals(999, group.processes().getFirst().priority());
  }

  @Test
  void row26_fcgiSocket_ownerModeAndBacklogAlone_areNoChange() {
    String program = "[supervisord]\n[fcgi-program:f]\ncommand=x\nsocket=unix:///tmp/";
    List<GroupSpec> running = config.good(program + "a\nsocket_mode=0700\n").groups();
    List<GroupSpec> other =
        config
            .good(program + "a\nsocket_mode=0777\nsocket_owner=root\nsocket_backlog=5\n")
            .groups();
    assertEquals(List.of(), ConfigDiff.between(running, other).changed());
    List<GroupSpec> moved = config.good(program + "b\nsocket_mode=0700\n").groups();
    assertEquals(1, ConfigDiff.between(running, moved).changed().size());
  }

  @Test
  void row34_directoryOfAProgram_isNotChecked_thoseOfLogsAre() {
    assertEquals("/nosuch", program("command=x\ndirectory=/nosuch\n").directory().orElseThrow());
    assertEquals(
        "The directory named as part of the path /nosuch/log does not exist",
        refusal("[program:a]\ncommand=x\nstdout_logfile=/nosuch/log\n")
            .replaceAll(".*(The directory.*exist).*", "$1"));
  }

  @Test
  void row58_exitcodes_emptyExpectsNothing_zeroAloneIsTheDefault_andATrailingCommaIsWrong() {
    assertEquals(Set.of(), program("command=x\nexitcodes=\n").start().exitcodes());
    assertEquals(Set.of(0), program("command=x\n").start().exitcodes());
    assertTrue(
        refusal("[program:a]\ncommand=x\nexitcodes=0,\n")
            .contains("not a valid list of exit codes: '0,'"));
  }

  @Test
  void row64_stopAsGroupWithoutKillAsGroup_isAnError_killAsGroupAloneIsFine() {
    assertTrue(
        refusal("[program:a]\ncommand=x\nstopasgroup=true\nkillasgroup=false\n")
            .contains("stopasgroup"));
    assertTrue(program("command=x\nkillasgroup=true\n").stop().killasgroup());
    assertTrue(program("command=x\nstopasgroup=true\n").stop().killasgroup());
  }

  @Test
  void row66_fcgiProgramInAGroup_losesItsSocket() {
    GroupSpec group =
        config
            .good(
                "[supervisord]\n[fcgi-program:f]\ncommand=x\nsocket=tcp://localhost:9000\n"
                    + "[group:g]\nprograms=f\n")
            .groups()
            .getFirst();
    assertEquals("g", group.name());
    assertEquals(1, group.processes().size());
    assertInstanceOf(GroupSpec.Kind.Programs.class, group.kind());
  }
}
