package io.jsupervisor.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.common.words.ShellWords;
import io.jsupervisor.daemon.core.ProcessSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
  @TempDir Path directory;
  private TestConfig config;

  @BeforeEach
  void prepare() {
    config = new TestConfig(directory);
  }

  private void assertProblem(String text, String expected) {
    List<String> problems = config.texts(config.load(text));
    assertTrue(problems.stream().anyMatch(p -> p.startsWith(expected)), () -> "" + problems);
  }

  @Test
  void several_errors_are_reported_at_once_with_their_lines() {
    var loaded =
        config.load(
            """
            [supervisord]
            loglevel=loud

            [program:web]
            command=x
            startsecs=ten
            stdout_logfile=/nosuch/dir/x
            user=nosuchuser
            [program:b]
            """);
    assertEquals(
        List.of(
            "error web.conf:2: [supervisord] loglevel: bad logging level name 'loud'; give one of"
                + " critical, error, warn, info, debug, trace, blather",
            "error web.conf:6: [program:web] startsecs: \"ten\" is not a whole number (invalid"
                + " literal for int() with base 10: 'ten'); give a whole number such as 10",
            "error web.conf:8: [program:web] user: Invalid user name nosuchuser; create the user"
                + " first",
            "error web.conf:7: [program:web] stdout_logfile: The directory named as part of the"
                + " path /nosuch/dir/x does not exist; create /nosuch/dir or name another one",
            "error web.conf:9: [program:b] command: program section program:b does not specify a"
                + " command; add command=…"),
        config.texts(loaded));
    assertEquals("bad logging level name 'loud'", loaded.classicError().orElseThrow());
  }

  @Test
  void unknown_option_is_a_warning_with_a_guess_and_an_error_when_strict() {
    String text = "[supervisord]\n[program:a]\ncommand=x\nautostrat=true\n";
    assertProblem(
        text,
        "warning web.conf:4: [program:a] autostrat: unknown option, ignored; did you mean"
            + " \"autostart\"?");
    assertTrue(config.load(text).configuration().isPresent());
    var n = DaemonOptions.Overrides.NONE;
    var strict =
        new DaemonOptions.Overrides(
            n.logfile(),
            n.logfileMaxbytes(),
            n.logfileBackups(),
            n.loglevel(),
            n.pidfile(),
            n.umask(),
            false,
            false,
            n.minfds(),
            n.minprocs(),
            false,
            n.childlogdir(),
            n.user(),
            n.directory(),
            false,
            n.identifier(),
            true);
    assertTrue(config.load(text, strict).configuration().isEmpty());
  }

  @Test
  void section_with_a_slip_is_a_warning_with_a_guess() {
    assertProblem(
        "[supervisord]\n[progam:x]\ncommand=x\n",
        "warning web.conf:2: [progam:x] unknown section, ignored; did you mean [program:x]?");
    assertProblem(
        "[supervisord]\n[Program:x]\n",
        "warning web.conf:2: [Program:x] unknown section, ignored; did you mean [program:x]?");
    assertEquals(List.of(), config.texts(config.load("[supervisord]\n[other]\nx=1\n")));
  }

  @Test
  void python_plugins_are_warnings_that_name_what_is_not_run() {
    String text =
        """
        [supervisord]
        [rpcinterface:supervisor]
        supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
        [rpcinterface:twiddler]
        supervisor.rpcinterface_factory = supervisor_twiddler.rpcinterface:make
        [ctlplugin:serial]
        supervisor.ctl_factory = supervisorserialrestart:make
        [eventlistener:l]
        command=x
        events=EVENT
        result_handler=my.handlers:strict
        """;
    ConfigLoader.Loaded loaded = config.load(text);
    assertEquals(
        List.of(
            "warning web.conf:5: [rpcinterface:twiddler] supervisor.rpcinterface_factory:"
                + " supervisor_twiddler.rpcinterface:make is a plug-in written in Python and is"
                + " not run; the methods it would offer are unknown",
            "warning web.conf:7: [ctlplugin:serial] supervisor.ctl_factory:"
                + " supervisorserialrestart:make is a plug-in written in Python and is not run;"
                + " jsupervisorctl does not have its commands",
            "warning web.conf:11: [eventlistener:l] result_handler: my.handlers:strict is a"
                + " plug-in written in Python and is not run; the built-in handler takes OK for"
                + " success and anything else for a rejection"),
        config.texts(loaded));
    Configuration good = loaded.configuration().orElseThrow();
    assertEquals(
        List.of("supervisor"),
        good.rpcInterfaces().stream().map(RpcInterfaceSection::name).toList());
    assertEquals(2, good.warnings().size(), good.warnings()::toString);
  }

  @Test
  void process_num_without_a_letter_is_recognised() {
    var problems =
        config.texts(
            config.load("[supervisord]\n[program:h]\ncommand=x\nprocess_name=h%(process_num)\n"));
    assertTrue(problems.getFirst().contains("did you mean %(process_num)s?"), problems.getFirst());
    assertTrue(problems.getFirst().contains("is badly formatted: incomplete format"));
  }

  @Test
  void command_with_backslashes_at_line_ends_is_one_command() throws Exception {
    ProcessSpec first =
        config
            .processes(
                """
                [supervisord]
                [program:hello-world]
                numprocs=3
                process_name=hello-world%(process_num)s
                command=/usr/bin/uwsgi \\
                  --http :80%(process_num)02d \\
                  --wsgi-file hello.py ; the app
                """)
            .getFirst();
    assertEquals(
        List.of("/usr/bin/uwsgi", "--http", ":8000", "--wsgi-file", "hello.py"),
        ShellWords.split(first.command()));
    assertEquals("a\\\\\nb", ProgramReader.joinLines("a\\\\\nb"));
  }

  @Test
  void extensions_are_checked_and_carried() {
    ProcessSpec web =
        config
            .processes(
                """
                [supervisord]
                [program:web]
                command=x
                numprocs=2
                process_name=w%(process_num)d
                host=127.0.0.1
                port=80%(process_num)02d
                readiness=http /
                drain_secs=5
                """)
            .getLast();
    assertEquals(OptionalInt.of(8001), web.extensions().port());
    assertEquals("127.0.0.1", web.extensions().host().orElseThrow());
    assertEquals(Map.of("readiness", "http /", "drain_secs", "5"), web.extensions().options());
  }

  @Test
  void extension_with_a_bad_value_is_refused() {
    String start = "[supervisord]\n[program:web]\ncommand=x\n";
    assertProblem(start + "port=65536\n", "error web.conf:4: [program:web] port: 65536 is above");
    assertProblem(start + "protocol=htp\n", "error web.conf:4: [program:web] protocol: \"htp\"");
    assertProblem(
        start + "readiness=http\n", "error web.conf:4: [program:web] readiness: \"http\"");
    assertProblem(
        start + "depends_on=db:up\n", "error web.conf:4: [program:web] depends_on: \"up\"");
    assertProblem(
        start + "depends_on=db\n", "error web.conf:4: [program:web] depends_on: there is");
    assertProblem(start + "sockets=s\n", "error web.conf:4: [program:web] sockets: there is no");
    assertProblem(
        start + "[upstream:u]\nprograms=wed\n",
        "error web.conf:5: [upstream:u] programs: there is no program named \"wed\"; did you mean");
  }

  @Test
  void two_instances_with_one_port_are_refused() {
    assertProblem(
        "[supervisord]\n[program:a]\ncommand=x\nport=80\n[program:b]\ncommand=x\nport=80\n",
        "error web.conf:7: [program:b] port: a:a and b:b both listen on port 80;");
  }

  @Test
  void included_file_is_named_in_its_problems() {
    config.write("conf.d/a.conf", "[program:a]\ncommand=x\npriority=high\n");
    assertProblem(
        "[supervisord]\n[include]\nfiles=conf.d/*.conf\n",
        "error conf.d/a.conf:3: [program:a] priority: \"high\" is not a whole number");
  }

  @Test
  void command_line_wins_over_the_file() throws Exception {
    var options =
        DaemonOptions.parse(
            List.of("-n", "-e", "debug", "-l", "syslog", "-i", "me"), config.surroundings());
    SupervisordSection section =
        config
            .load("[supervisord]\nloglevel=warn\nidentifier=x\nminfds=9\n", options.overrides())
            .configuration()
            .orElseThrow()
            .supervisord();
    assertEquals(LogLevel.DEBUG, section.loglevel());
    assertEquals("syslog", section.logfile());
    assertEquals("me", section.identifier());
    assertEquals(9, section.minfds());
    assertTrue(section.nodaemon());
    assertEquals(directory.resolve("supervisord.pid").toString(), section.pidfile());
  }

  @Test
  void thousand_programs_in_a_thousand_files_load() {
    for (int i = 0; i < 1000; i++) {
      config.write(
          "conf.d/p" + i + ".conf",
          "[program:p%d]\ncommand=%%(here)s/run --id %%(program_name)s\nautostart=true\n"
                  .formatted(i)
              + "environment=A=\"1\",B=\"%(program_name)s\"\nstdout_logfile=NONE\n");
    }
    assertEquals(1000, config.processes("[supervisord]\n[include]\nfiles=conf.d/*.conf\n").size());
  }

  @Test
  void read_only_users_need_an_owner_and_are_never_shown() {
    String server = "[supervisord]\n[inet_http_server]\nport=9001\n";
    String readers = "read_only_users=guest:see,ops:a:b\n";
    var good = config.good(server + "username=u\npassword=p\n" + readers).servers().getFirst();
    assertEquals(Map.of("guest", "see", "ops", "a:b"), good.readers());
    assertTrue(
        config
            .texts(config.load(server + readers))
            .toString()
            .contains("set username and password"));
    String bad = "username=u\npassword=p\nread_only_users=secretword\n";
    String told = config.texts(config.load(server + bad)).toString();
    assertTrue(told.contains("NAME:PASSWORD"), told);
    assertFalse(told.contains("secretword"), told);
  }

  /** An empty path is no directory, though Java takes it for the one it works in. */
  @Test
  void empty_directory_of_the_daemon_is_refused() {
    for (String option : List.of("directory", "childlogdir")) {
      assertEquals(
          Optional.of(" is not an existing directory"),
          config.load("[supervisord]\n" + option + "= ;c\n").classicError());
    }
  }
}
