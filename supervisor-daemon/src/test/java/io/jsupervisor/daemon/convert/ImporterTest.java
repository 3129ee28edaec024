package io.jsupervisor.daemon.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What others start programs by, as sections. */
class ImporterTest {
  private static String imported(String path, String text) throws Exception {
    return Importer.sections(Map.of(path, text));
  }

  private static void has(String section, String... lines) {
    List<String> all = section.lines().toList();
    for (String line : lines) {
      assertTrue(all.contains(line), () -> "no line " + line + " in\n" + section);
    }
  }

  @Test
  void systemdUnit_isASection_withACommentForEachSettingThatHasNoPlace() throws Exception {
    String section =
        imported(
            "/etc/systemd/system/app.service",
            """
            [Unit]
            Description=The app
            After=network.target postgresql.service

            [Service]
            Type=notify
            User=www-data
            WorkingDirectory=/srv/app
            Environment="MODE=production mode" LEVEL=50%%
            ExecStart=/srv/app/bin/serve --unit %n \\
                --port 8000
            ExecReload=/bin/kill -HUP $MAINPID
            Restart=on-failure
            RestartSec=3
            TimeoutStopSec=1min 30s
            KillSignal=SIGQUIT
            KillMode=mixed
            LimitNOFILE=65536
            PrivateTmp=true
            ; a comment

            [Install]
            WantedBy=multi-user.target
            """);
    assertEquals(
        """
        ; from the systemd unit app.service
        ; The app
        [program:app]
        command=prlimit --nofile=65536 -- /srv/app/bin/serve --unit app.service --port 8000
        readiness=notify
        user=www-data
        directory=/srv/app
        autorestart=unexpected
        stopsignal=QUIT
        stopwaitsecs=90
        killasgroup=true
        stdout_logfile=NONE
        stdout_journal=true
        stderr_logfile=NONE
        stderr_journal=true
        reload_method=HUP
        environment=MODE="production mode",LEVEL="50%%"
        ; not carried over: After=postgresql.service (jsupervisord.service can be ordered after it)
        ; not carried over: RestartSec=3 (retries come after 1, 2, 3, … seconds)
        ; not carried over: PrivateTmp=true
        """,
        section);
  }

  @Test
  void systemdUnit_forks_asksForTheForeground_andVariablesNeedAShell() throws Exception {
    String section =
        imported(
            "/x/old.service",
            """
            [Service]
            Type=forking
            PIDFile=/run/old.pid
            EnvironmentFile=-/etc/default/old
            ExecStart=-/usr/sbin/old $OPTIONS
            StandardOutput=append:/var/log/old.log
            """);
    has(
        section,
        "command=jsupervisor-pidproxy /run/old.pid /bin/sh -c \"exec /usr/sbin/old $OPTIONS\"",
        "env_file=/etc/default/old",
        "autostart=false",
        "autorestart=false",
        "stdout_logfile=/var/log/old.log",
        "redirect_stderr=true",
        "stopasgroup=true",
        "; not carried over: the dash of EnvironmentFile=-/etc/default/old (it must exist here)");
  }

  @Test
  void unitsTogether_orderAmongThemIsKept() throws Exception {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("/x/db.service", "[Service]\nExecStart=/bin/db\n[Install]\nWantedBy=x.target\n");
    files.put(
        "/x/web.service",
        "[Unit]\nAfter=db.service\nRequires=db.service\n[Service]\nExecStart=/bin/web\n");
    has(Importer.sections(files), "[program:db]", "[program:web]", "depends_on=db:ready");
  }

  @Test
  void upstartJob_isASection() throws Exception {
    String section =
        imported(
            "/etc/init/hello.conf",
            """
            description "Hello world"
            author "somebody"
            start on runlevel [2345]
            stop on runlevel [!2345]
            respawn
            respawn limit 10 5
            normal exit 0 TERM
            env MODE=fast
            chdir /srv/hello
            setuid www-data
            limit nofile 1024 4096
            kill timeout 20
            console log
            exec python3 hello.py --http 0.0.0.0:8080
            pre-start script
              mkdir -p /run/hello
            end script
            """);
    has(
        section,
        "; from the Upstart job hello.conf",
        "; Hello world",
        "[program:hello]",
        "command=prlimit --nofile=1024:4096 -- python3 hello.py --http 0.0.0.0:8080",
        "directory=/srv/hello",
        "user=www-data",
        "autostart=true",
        "autorestart=unexpected",
        "exitcodes=0",
        "startretries=10",
        "stopwaitsecs=20",
        "stdout_logfile=/var/log/jsupervisor/hello.log",
        "redirect_stderr=true",
        "environment=MODE=\"fast\"",
        "; not carried over: normal exit TERM (exitcodes= takes numbers)",
        "; not carried over: start on runlevel [2345] (it starts with the daemon)",
        ";     mkdir -p /run/hello");
  }

  @Test
  void upstartScript_isKeptWhole_asAFileToSave() throws Exception {
    String section =
        imported(
            "/etc/init/job.conf", "start on startup\nscript\n  cd /srv ; exec ./run\nend script\n");
    has(
        section,
        "command=/bin/sh -e /etc/jsupervisor/job.sh",
        "; the script of the job; save it as /etc/jsupervisor/job.sh:",
        ";     cd /srv ; exec ./run",
        "autorestart=false");
  }

  @Test
  void procfile_isASectionALine_withPortsAsForemanGivesThem() throws Exception {
    String sections =
        imported(
            "/srv/app/Procfile",
            """
            # what runs
            web: bundle exec puma -p $PORT
            worker: QUEUE=high python3 worker.py --share 50%
            clock: cd clock ; ./run && echo done
            """);
    has(
        sections,
        "[program:web]",
        "command=/bin/sh -c \"exec bundle exec puma -p $PORT\"",
        "directory=/srv/app",
        "environment=PORT=\"5000\"",
        "port=5000",
        "[program:worker]",
        "command=/bin/sh -c \"QUEUE=high exec python3 worker.py --share 50%%\"",
        "command=/bin/sh -c \"cd clock; ./run && echo done\"");
  }

  @Test
  void otherFile_isRefusedByName() {
    var refused =
        assertThrows(
            Importer.UnknownFormException.class, () -> imported("/x/readme", "Hello there\n"));
    assertTrue(refused.getMessage().startsWith("/x/readme is neither"), refused.getMessage());
  }

  @Test
  void durations() {
    assertEquals(90, Durations.seconds("1min 30s").orElseThrow());
    assertEquals(1, Durations.seconds("500ms").orElseThrow());
    assertEquals(5, Durations.seconds("5").orElseThrow());
    assertTrue(Durations.seconds("infinity").isEmpty());
    assertTrue(Durations.seconds("").isEmpty());
  }
}
