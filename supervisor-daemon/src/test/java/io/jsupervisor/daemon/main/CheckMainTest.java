package io.jsupervisor.daemon.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckMainTest {
  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    return CheckMain.run(
        args,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String file(String text) throws Exception {
    Path file = directory.resolve("a.conf");
    Files.writeString(file, text);
    return file.toString();
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void good_file_prints_programs_instances_and_ports() throws Exception {
    String file =
        file(
            """
            [supervisord]
            [program:web]
            command=/bin/web
            numprocs=3
            process_name=w%(process_num)d
            port=80%(process_num)02d
            """);
    assertEquals(0, run("--check", "-c", file));
    assertEquals(
        file
            + """
             is good: 1 program, 3 instances
              web                         3  port 8000-8002  /bin/web
            """,
        printed());
  }

  @Test
  void bad_file_prints_its_problems_and_exits_2() throws Exception {
    String file = file("[supervisord]\n[program:web]\ncommand=x\nstartsecs=ten\n");
    assertEquals(2, run("--check", "-c", file));
    assertEquals("", printed());
    assertTrue(
        err.toString(StandardCharsets.UTF_8)
            .startsWith("error: " + file + ":4: [program:web] startsecs: \"ten\" is not"));
  }

  @Test
  void json_has_every_option_expanded() throws Exception {
    String file =
        file(
            """
            [supervisord]
            [program:web]
            command=/bin/web %(program_name)s
            umask=027
            environment=A="1"
            stderr_logfile=NONE
            autorestart=true
            colour=red
            """);
    assertEquals(0, run("--check", "--json", "-c", file));
    JsonNode root = new ObjectMapper().readTree(printed());
    JsonNode web = root.get("programs").get(0);
    assertEquals(file, root.get("file").asText());
    assertEquals("/bin/web web", web.get("command").asText());
    assertEquals("027", web.get("umask").asText());
    assertEquals("1", web.get("environment").get("A").asText());
    assertTrue(web.get("stderr_logfile").isNull());
    assertEquals("AUTO", web.get("stdout_logfile").asText());
    assertTrue(web.get("autorestart").isBoolean());
    assertEquals("[0]", web.get("exitcodes").toString());
    JsonNode problem = root.get("problems").get(0);
    assertEquals("warning", problem.get("severity").asText());
    assertEquals(8, problem.get("line").asInt());
  }

  @Test
  void json_extensions_haveTheTypesOfTheirOptions() throws Exception {
    String file =
        file(
            """
            [supervisord]
            [socket:front]
            listen=127.0.0.1:8080
            [socket:back]
            listen=127.0.0.1:8081
            [program:db]
            command=/bin/db
            [program:web]
            command=/bin/web
            port=8000
            weight=3
            min_ready_secs=2
            max_unavailable=1
            readiness=http / 200-299
            readiness_interval=0.5
            readiness_timeout=3
            readiness_failures=4
            depends_on=db:started
            sockets=front, back
            required_env=HOME,PATH
            generate_secret=SECRET_KEY:16
            essential=yes
            dependent_startup=true
            dependent_startup_wait_for=db:running,exited
            """);
    assertEquals(0, run("--check", "--json", "-c", file));
    JsonNode web = new ObjectMapper().readTree(printed()).get("programs").get(1);
    String expected =
        """
        {"port": 8000, "weight": 3, "min_ready_secs": 2, "max_unavailable": 1,
         "readiness": "http / 200-299", "readiness_interval": 0.5, "readiness_timeout": 3,
         "readiness_failures": 4, "depends_on": ["db:started"], "sockets": ["front", "back"],
         "required_env": ["HOME", "PATH"], "generate_secret": ["SECRET_KEY:16"],
         "essential": true, "dependent_startup": true,
         "dependent_startup_wait_for": ["db:running,exited"]}
        """;
    new ObjectMapper()
        .readTree(expected)
        .properties()
        .forEach(
            wanted -> assertEquals(wanted.getValue(), web.get(wanted.getKey()), wanted.getKey()));
  }

  @Test
  void sample_configuration_loads_without_a_problem() throws Exception {
    assertEquals(0, run("--echo-config"));
    String file = file(printed());
    out.reset();
    assertEquals(0, run("--check", "--strict", "-c", file));
    assertEquals("", err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void missing_file_and_bad_option_exit_2() {
    assertEquals(2, run("--check", "-c", "/nosuch.conf"));
    assertEquals(2, run("--nonsense"));
    assertTrue(
        err.toString(StandardCharsets.UTF_8)
            .endsWith("Error: option --nonsense not recognized\nFor help, use jsupervisord -h\n"));
  }

  @Test
  void help_and_version_are_printed() {
    assertEquals(0, run("-v"));
    assertEquals(0, run("-h"));
    assertTrue(printed().contains("Usage: jsupervisord [options]"), printed());
  }

  @Test
  void import_printsSectionsThatCheckAccepts() throws Exception {
    Path unit = directory.resolve("app.service");
    Files.writeString(
        unit, "[Service]\nExecStart=/bin/sleep 1\nRestart=always\n[Install]\nWantedBy=x.target\n");
    assertEquals(0, run("--import", unit.toString()));
    String sections = printed();
    out.reset();
    assertEquals(0, run("--check", "-c", file("[supervisord]\n" + sections)));
    assertTrue(printed().contains("1 program"), printed());
    assertEquals(2, run("--import"));
    assertEquals(2, run("--import", directory + "/none"));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("No such file or directory"));
  }

  @Test
  void export_printsAUnitPerProcess_withACommentForWhatSystemdHasNot() throws Exception {
    String file =
        file(
            """
            [supervisord]
            [program:db]
            command=/bin/db "two words" $HOME 5%%
            priority=5
            exitcodes=0,2
            startretries=3
            stdout_logfile=NONE
            stderr_logfile=/var/log/db.err
            environment=A="b c"
            [program:web]
            command=/bin/web
            numprocs=2
            process_name=w%(process_num)d
            autostart=false
            autorestart=true
            stopsignal=INT
            stopasgroup=true
            stdout_journal=true
            depends_on=db
            min_ready_secs=2
            """);
    assertEquals(0, run("-c", file, "--export", "systemd"));
    assertTrue(
        printed()
            .startsWith(
                """
                # db.service
                [Unit]
                Description=db
                After=network-online.target
                Wants=network-online.target
                StartLimitBurst=4
                StartLimitIntervalSec=40

                [Service]
                Type=exec
                ExecStart=/bin/db "two words" $$HOME 5%%
                Environment="A=b c"
                Restart=on-failure
                RestartSec=1
                SuccessExitStatus=2
                KillSignal=SIGTERM
                TimeoutStopSec=10
                KillMode=mixed
                StandardOutput=null
                StandardError=append:/var/log/db.err
                SyslogIdentifier=db
                # not carried over: killasgroup=false: what the process leaves behind is killed, too
                # not carried over: stderr_logfile_maxbytes=52428800 (logrotate rotates files)
                # not carried over: priority=5

                [Install]
                WantedBy=multi-user.target
                """),
        printed());
    for (String line :
        new String[] {
          "# web-w0.service",
          "# web-w1.service",
          "Restart=always",
          "KillSignal=SIGINT",
          "KillMode=control-group",
          "StandardOutput=journal",
          "Requires=db.service",
          "After=db.service",
          "# not carried over: min_ready_secs=2"
        }) {
      assertTrue(printed().lines().anyMatch(line::equals), line + " is not in\n" + printed());
    }
    assertEquals(2, run("-c", file, "--export", "runit"));
  }

  @Test
  void export_ofWhatSystemdTakesOtherwise_isAValidUnit_orAComment() throws Exception {
    String file =
        file(
            """
            [supervisord]
            [program:app]
            command=bin/run 'a;b' "first
              second" c:\\d
            directory=/srv/app
            stopwaitsecs=0
            stopsignal=34
            stdout_logfile=/dev/null
            stderr_logfile=/dev/stderr
            stderr_logfile_maxbytes=0
            environment=A="1"
            env_file=app.env
            depends_on=db:ready,task:exited
            [program:db]
            command=./db
            [program:task]
            command=/bin/task
            """);
    assertEquals(0, run("-c", file, "--export", "systemd"));
    for (String line :
        new String[] {
          "ExecStart=/srv/app/bin/run \"a;b\" \"first\\nsecond\" c:d",
          "TimeoutStopSec=1ms",
          "KillSignal=34",
          "StandardOutput=null",
          "StandardError=journal",
          "EnvironmentFile=/srv/app/app.env",
          "# not carried over: that environment= wins over env_file=/srv/app/app.env: with systemd"
              + " the file does",
          "# not carried over: depends_on=db:ready: systemd waits for the start alone, but for"
              + " Type=notify",
          "# not carried over: depends_on=task:exited: systemd waits for the end of Type=oneshot"
              + " alone",
          "ExecStart=/db",
          "# not carried over: where ./db is: it was relative to the daemon's directory"
        }) {
      assertTrue(printed().lines().anyMatch(line::equals), line + " is not in\n" + printed());
    }
  }
}
