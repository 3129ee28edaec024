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
        environment=MODE="production mode",LEVEL="50%%"
        ; only root may go beyond the limits that the daemon has: raise those of jsupervisord.service in a drop-in
        ; systemd sets HOME, LOGNAME and USER for this user, user= does not (cure: environment=)
        ; not carried over: After=postgresql.service (jsupervisord.service can be ordered after it)
        ; not carried over: ExecReload=/bin/kill -HUP $MAINPID (jsupervisorctl signal HUP app)
        ; reload_method=HUP where that brings new code, too: rolls use it
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

  /** The words are systemd's: quotes anywhere, escapes, and two kinds of variables. */
  @Test
  void systemdUnit_quotesAndVariables_areThoseOfSystemd() throws Exception {
    String section =
        imported(
            "/x/java.service",
            """
            [Service]
            Environment=JAVA_OPTS="-Xms256m -Xmx512m" 'PATTERN=a"b\\\\d' EMPTY= LAST="it's ; so"
            Environment="ROOT=C:\\\\"
            ExecStart=/usr/bin/java $JAVA_OPTS -Dname="two words" --port=${PORT} --price=$$5 \\
            # --debug \\
              --end
            """);
    has(
        section,
        "command=/bin/sh -c \"exec /usr/bin/java $JAVA_OPTS '-Dname=two words'"
            + " \\\"--port=${PORT}\\\" '--price=$5' --end\"",
        "environment=JAVA_OPTS=\"-Xms256m -Xmx512m\",PATTERN=\"a\\\"b\\\\d\",EMPTY=\"\","
            + "LAST=\"it's \"\"; so\",ROOT=\"C:\\\\\"");
  }

  @Test
  void systemdUnit_dollarsOfAnInnerShell_stayItsOwn() throws Exception {
    has(
        imported(
            "/x/inner.service",
            "[Service]\nExecStart=/bin/sh -c 'echo $$HOME \"$(date)\" ; exec sleep 9'\n"),
        "command=/bin/sh -c \"echo $HOME \\\"$(date)\\\" \"\"; exec sleep 9\"");
    has(
        imported(
            "/x/several.service",
            "[Service]\nType=oneshot\nExecStart=/bin/a one ; /bin/b 'it''s'\nExecStart=/bin/c\n"),
        "command=/bin/sh -c \"/bin/a one && /bin/b its && exec /bin/c\"");
    has(
        imported("/x/signs.service", "[Service]\nExecStart=-@/usr/sbin/d d-name --x\n"),
        "command=/usr/sbin/d --x",
        "; not carried over: the signs -@ before the command");
  }

  @Test
  void systemdTemplate_specifiersOfItsInstance_arePutIn() throws Exception {
    String text =
        """
        [Service]
        User=%i
        EnvironmentFile=/etc/default/%p-%i
        Environment=PORT=1
        ExecStart=/srv/%p/run --for %i --in %t/%p --host %H
        """;
    has(
        imported("/etc/systemd/system/app@blue.service", text),
        "[program:app@blue]",
        "user=blue",
        "env_file=/etc/default/app-blue",
        "; env_file is refused when others may read it: chmod 600 /etc/default/app-blue",
        "; environment= wins over env_file= here, and the file with systemd: take out what the file"
            + " sets",
        "command=/srv/app/run --for blue --in /run/app --host %%H",
        "; %H is left as it is: write what it stands for");
    has(
        imported("/etc/systemd/system/app@.service", text),
        "command=/srv/app/run --for %%i --in /run/app --host %%H",
        "; a template: write a section like this for each of its instances");
    has(
        imported("/home/me/.config/systemd/user/app@blue.service", text),
        "command=/srv/app/run --for blue --in %%t/app --host %%H");
  }

  @Test
  void dropIns_changeTheirUnit() throws Exception {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("/etc/systemd/system/app.service.d/20-more.conf", "[Service]\nNice=5\n");
    files.put(
        "/lib/systemd/system/app.service",
        "[Service]\nExecStart=/bin/app\nRestart=always\n[Install]\nWantedBy=multi-user.target\n");
    files.put(
        "/etc/systemd/system/app.service.d/10-first.conf",
        "[Service]\nExecStart=\nExecStart=/bin/app --quick\nNice=1\n");
    String sections = Importer.sections(files);
    has(sections, "[program:app]", "command=nice -n 5 /bin/app --quick", "autorestart=true");
    assertEquals(1, sections.lines().filter(line -> line.startsWith("[")).count(), sections);

    has(
        imported("/etc/systemd/system/app.service.d/o.conf", "[Unit]\nAfter=x.service\n"),
        "[program:app]",
        "; the unit runs nothing: ExecStart= is missing");
  }

  @Test
  void systemdUnit_stopsLimitsAndLogs_areCarriedOverAsTheyAreMeant() throws Exception {
    has(
        imported(
            "/x/a.service",
            """
            [Unit]
            Requires=redis.service
            StartLimitIntervalSec=0
            [Service]
            ExecStart=/bin/a
            ExecStop=/bin/kill -s QUIT $MAINPID
            KillSignal=SIGRTMIN+3
            TimeoutStopSec=0
            Restart=on-failure
            RestartPreventExitStatus=255 SIGTERM
            LimitMEMLOCK=64M
            LimitNOFILE=infinity
            StandardOutput=append:/var/log/a.log
            StandardError=append:/var/log/a.log
            RuntimeDirectory=a
            """),
        "command=prlimit --memlock=67108864 --nofile=unlimited -- /bin/a",
        "stopsignal=QUIT",
        "stopwaitsecs=90",
        "autorestart=unexpected",
        "exitcodes=0,255",
        "stdout_logfile=/var/log/a.log",
        "redirect_stderr=true",
        "; not carried over: KillSignal=SIGRTMIN+3 (stopsignal= takes no such signal)",
        "; not carried over: TimeoutStopSec=0 (stopwaitsecs= takes seconds)",
        "; not carried over: RestartPreventExitStatus=SIGTERM (exitcodes= takes numbers)",
        "; not carried over: that it needs redis.service (jsupervisord.service can need it)",
        "; not carried over: StartLimitIntervalSec=0 (startretries counts failed starts in a row,"
            + " without a span)",
        "; not carried over: RuntimeDirectory=a (make it once, or at each boot by tmpfiles.d)");
    has(
        imported(
            "/x/b.service",
            "[Service]\nExecStart=/bin/b\nSyslogIdentifier=other\nRestart=on-success\n"),
        "autorestart=false",
        "; not carried over: Restart=on-success (autorestart= knows of no such rule)",
        "; not carried over: SyslogIdentifier=other (the identifier is the name of the program)");
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
  void upstartJob_conditionOverLinesAndComments_areReadAsUpstartDoes() throws Exception {
    String section =
        imported(
            "/etc/init/app.conf",
            """
            start on (local-filesystems   # when there
                      and net-device-up IFACE!=lo)
            stop on shutdown
            respawn # for ever
            setuid app   # not root
            expect fork
            instance $PORT
            env COLOUR="#fff # bright"
            env PATH=/srv/app/bin:$PATH
            nice -5
            exec /srv/app --port $PORT --anchor a#b # the port
            post-stop exec rm -f /run/app
            """);
    has(
        section,
        "command=nice -n -5 /bin/sh -c \"exec /srv/app --port $PORT --anchor a#b\"",
        "; only root may go beyond the limits that the daemon has: raise those of"
            + " jsupervisord.service in a drop-in",
        "; nothing is put in for the $ of env PATH=/srv/app/bin:$PATH: write what it stands for",
        "user=app",
        "autorestart=true",
        "stopasgroup=true",
        "killasgroup=true",
        "environment=COLOUR=\"#fff # bright\",PATH=\"/srv/app/bin:$PATH\"",
        "; not carried over: start on (local-filesystems and net-device-up IFACE!=lo) (it starts"
            + " with the daemon)",
        "; not carried over: expect fork (a program must stay in the foreground;"
            + " jsupervisor-pidproxy helps)",
        "; not carried over: instance $PORT (a section for each of them)",
        "; not carried over: post-stop exec rm -f /run/app (put it into the command, or into a"
            + " program of its own that this one depends_on)");
    assertEquals(5, section.lines().filter(line -> line.contains("not carried over")).count());
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
  void procfile_releaseRunsOnce_andEveryProcessHasAPort() throws Exception {
    String sections =
        imported(
            "/srv/app/Procfile",
            "release: rake db:migrate\nweb: node server.js\nworker: (cd w && ./run)\n");
    List<String> release = sections.lines().takeWhile(line -> !line.isEmpty()).toList();
    assertTrue(release.contains("autostart=false"), sections);
    assertTrue(release.contains("autorestart=false"), sections);
    has(
        sections,
        "command=node server.js",
        "environment=PORT=\"5100\"",
        "command=/bin/sh -c \"(cd w && ./run)\"");
  }

  @Test
  void secondProgramOfAName_isSaid() throws Exception {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("/a/Procfile", "web: run a\n");
    files.put("/b/Procfile", "web: run b\n");
    has(Importer.sections(files), "; another program has this name, too: write another one");
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
