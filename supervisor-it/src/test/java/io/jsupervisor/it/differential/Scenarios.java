package io.jsupervisor.it.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The scenarios: each behaviour of a child with the options that matter to it, then random ones.
 */
final class Scenarios {
  private static final String FILES = "stdout_logfile=%d/%n.out\nstderr_logfile=%d/%n.err";
  private static final String UP = "sleep 1000";
  private static final String ENDS_WITH_3 =
      "sh -c 'trap \"exit 3\" USR1; while :; do sleep 0.3; done'";
  private static final String STUBBORN = "sh -c 'trap \"\" TERM; exec sleep 1000'";

  private final List<Scenario> all = new ArrayList<>();

  private Scenarios() {}

  static List<Scenario> all(long seed, int random) {
    Scenarios scenarios = new Scenarios();
    scenarios.exits();
    scenarios.spawnErrors();
    scenarios.requests();
    scenarios.signals();
    scenarios.output();
    scenarios.random(new Random(seed), random);
    return List.copyOf(scenarios.all);
  }

  private void add(Scenario.Builder scenario) {
    all.add(scenario.build());
  }

  /** Quick and late ends, by code and signal, under each kind of autorestart. */
  private void exits() {
    String[][] ends = {
      {"e0", "exit 0"},
      {"e3", "exit 3"},
      {"e255", "exit 255"},
      {"k9", "kill -9 $$"},
      {"k15", "kill $$"}
    };
    for (String[] end : ends) {
      for (String autorestart : List.of("true", "false", "unexpected")) {
        add(
            Scenario.of(
                    "quick-" + end[0] + "-" + autorestart,
                    "sh -c '" + end[1] + "'",
                    // So long that the classic tool, which looks once a second, calls it quick too.
                    "startsecs=8",
                    "startretries=1",
                    "autorestart=" + autorestart)
                .settle()
                .ctl("status", "%n")
                .ctl("pid", "%n"));
        String trap = end[1].startsWith("exit") ? "trap \"" + end[1] + "\" USR1; " : "";
        add(
            Scenario.of(
                    "late-" + end[0] + "-" + autorestart,
                    "sh -c '" + trap + "while :; do sleep 0.3; done'",
                    "exitcodes=0",
                    "autorestart=" + autorestart)
                .await("RUNNING")
                .kill(end[0].equals("k9") ? "KILL" : end[0].equals("k15") ? "TERM" : "USR1")
                .settle()
                .ctl("status", "%n"));
      }
    }
    for (String codes : List.of("0,3", "3", "", "0,1,2,255")) {
      add(
          Scenario.of(
                  "codes-" + codes.replace(',', '-'),
                  ENDS_WITH_3,
                  "exitcodes=" + codes,
                  "autorestart=false")
              .await("RUNNING")
              .kill("USR1")
              .settle()
              .ctl("status", "%n"));
      add(
          Scenario.of(
                  "stop-codes-" + codes.replace(',', '-'),
                  "sh -c 'trap \"exit 3\" TERM; while :; do sleep 0.3; done'",
                  "exitcodes=" + codes)
              .await("RUNNING")
              .ctl("stop", "%n")
              .ctl("status", "%n"));
    }
    for (int retries = 0; retries <= 2; retries++) {
      add(
          Scenario.of(
                  "retries-" + retries, "sh -c 'exit 1'", "startsecs=8", "startretries=" + retries)
              .settle()
              .ctl("status", "%n"));
    }
    add(
        Scenario.of(
                "zero-secs-exit", "sh -c 'sleep 0.3; exit 3'", "startsecs=0", "autorestart=false")
            .settle()
            .ctl("status", "%n"));
    add(Scenario.of("zero-secs-up", UP, "startsecs=0").await("RUNNING").ctl("stop", "%n"));
    add(Scenario.of("numprocs-zero-like", UP, "autostart=false").ctl("status", "%n"));
  }

  private void spawnErrors() {
    String[][] commands = {
      {"nosuch", "/nosuch/%n"},
      {"bare", "no_such_%n"},
      {"directory", "/usr"},
      {"plain-file", "/etc/passwd"},
      {"quote", "sh -c 'unbalanced"},
      {"empty", ""},
      {"badscript", "%d/badscript"},
      {"noshebang", "%d/noshebang"}
    };
    for (String[] command : commands) {
      add(
          Scenario.of("spawn-" + command[0], command[1], "startsecs=8", "startretries=1", FILES)
              .settle()
              .ctl("status", "%n")
              .ctl("start", "%n"));
    }
    add(
        Scenario.of("spawn-baddir", UP, "directory=/nosuch", "startsecs=8", "startretries=0", FILES)
            .settle()
            .ctl("status", "%n"));
    add(
        Scenario.of("spawn-log-is-dir", UP, "stdout_logfile=/usr", "startretries=0")
            .settle()
            .ctl("status", "%n"));
    add(
        Scenario.of("backoff-stop", "/nosuch/%n", "startretries=99")
            .await("BACKOFF")
            .ctl("stop", "%n")
            .ctl("status", "%n")
            .endless());
  }

  private void requests() {
    add(
        Scenario.of("stop-start", UP)
            .await("RUNNING")
            .ctl("stop", "%n")
            .ctl("stop", "%n")
            .ctl("start", "%n")
            .ctl("start", "%n")
            .ctl("status", "%n"));
    add(Scenario.of("restart", UP).await("RUNNING").ctl("restart", "%n").ctl("status", "%n"));
    add(
        Scenario.of("restart-stopped", UP, "autostart=false")
            .ctl("restart", "%n")
            .ctl("status", "%n"));
    add(
        Scenario.of(
                "start-quick-fail",
                "sh -c 'exit 2'",
                "autostart=false",
                "startsecs=8",
                "startretries=0")
            .ctl("start", "%n")
            .settle()
            .ctl("status", "%n"));
    add(
        Scenario.of("start-zero-secs", UP, "autostart=false", "startsecs=0")
            .ctl("start", "%n")
            .ctl("status", "%n"));
    add(
        Scenario.of("group-words", UP)
            .await("RUNNING")
            .ctl("stop", "%n:*")
            .ctl("start", "%n:")
            .ctl("restart", "%n:%n")
            .ctl("status", "%n:*"));
    add(
        Scenario.of("wrong-names", UP)
            .await("RUNNING")
            .ctl("stop", "%n:nope")
            .ctl("start", "%nx")
            .ctl("status", "%n:nope")
            .ctl("signal", "HUP", "%nx")
            .ctl("clear", "%nx")
            .ctl("tail", "%nx")
            .ctl("pid", "%nx"));
    add(
        Scenario.of("stubborn", STUBBORN, "stopwaitsecs=1")
            .await("RUNNING")
            .ctl("stop", "%n")
            .ctl("status", "%n"));
    add(
        Scenario.of("stubborn-group", STUBBORN, "stopwaitsecs=1", "stopasgroup=true")
            .await("RUNNING")
            .ctl("stop", "%n")
            .ctl("status", "%n"));
    add(
        Scenario.of("remove-running", UP)
            .await("RUNNING")
            .ctl("remove", "%n")
            .ctl("stop", "%n")
            .ctl("remove", "%n")
            .ctl("status", "%n")
            .ctl("add", "%n")
            .ctl("add", "%n")
            .await("RUNNING"));
    add(Scenario.of("add-unknown", UP).await("RUNNING").ctl("add", "%nx").ctl("remove", "%nx"));
    for (String signal : List.of("TERM", "INT", "QUIT", "HUP", "KILL", "USR1", "USR2")) {
      add(
          Scenario.of(
                  "stopsignal-" + signal.toLowerCase(java.util.Locale.ROOT),
                  UP,
                  "stopsignal=" + signal)
              .await("RUNNING")
              .ctl("stop", "%n")
              .ctl("status", "%n"));
    }
  }

  private void signals() {
    for (String signal : List.of("HUP", "USR1", "sigusr2", "10", "0", "NOPE", "99", "KILL")) {
      add(
          Scenario.of(
                  "signal-" + signal.toLowerCase(java.util.Locale.ROOT), UP, "autorestart=false")
              .await("RUNNING")
              .ctl("signal", signal, "%n")
              .settle()
              .ctl("status", "%n")
              .ctl("signal", signal, "%n"));
    }
    for (String signal : List.of("KILL", "TERM", "SEGV")) {
      for (String autorestart : List.of("true", "false", "unexpected")) {
        add(
            Scenario.of(
                    "killed-" + signal.toLowerCase(java.util.Locale.ROOT) + "-" + autorestart,
                    "sleep 1000",
                    "autorestart=" + autorestart)
                .await("RUNNING")
                .kill(signal)
                .settle()
                .ctl("status", "%n"));
      }
    }
    add(
        Scenario.of("stopped-child", "sleep 1000", "stopwaitsecs=1")
            .await("RUNNING")
            .kill("STOP")
            .ctl("stop", "%n")
            .ctl("status", "%n"));
  }

  private void output() {
    String[][] outputs = {
      {"plain", "printf one; printf two >&2"},
      {"lines", "for i in 1 2 3; do echo $i; done; echo e >&2"},
      {"utf8", "printf \"h\\303\\251 \\342\\202\\254\\n\""},
      {"binary", "printf \"\\377\\376\\001\\n\""},
      {
        "big",
        "i=0; while [ $i -lt 2000 ]; do echo 0123456789012345678901234567890123456789; i=$((i+1));"
            + " done"
      }
    };
    for (String[] output : outputs) {
      for (String redirect : List.of("false", "true")) {
        String files = redirect.equals("true") ? "stdout_logfile=%d/%n.out" : FILES;
        Scenario.Builder scenario =
            Scenario.of(
                    "output-" + output[0] + "-" + redirect,
                    "sh -c '" + output[1] + "; exec sleep 1000'",
                    "redirect_stderr=" + redirect,
                    files)
                .await("RUNNING");
        if (!output[0].equals(
            "binary")) { // mended: the classic tool answers 500 (spec section 12, 49)
          scenario.ctl("tail", "-20", "%n");
        }
        add(scenario.ctl("tail", "%n", "stderr").ctl("stop", "%n"));
      }
    }
    add(
        Scenario.of(
                "output-last-words",
                "sh -c 'trap \"echo last words; exit 1\" USR1; while :; do sleep 0.3; done'",
                "autorestart=false",
                FILES)
            .await("RUNNING")
            .kill("USR1")
            .settle()
            .ctl("tail", "%n"));
    add(
        Scenario.of(
                "output-none",
                "sh -c 'echo x; exec sleep 1000'",
                "stdout_logfile=NONE",
                "stderr_logfile=NONE")
            .await("RUNNING")
            .ctl("tail", "%n")
            .ctl("clear", "%n"));
    add(
        Scenario.of("output-clear", "sh -c 'echo x; exec sleep 1000'", FILES)
            .await("RUNNING")
            .ctl("clear", "%n")
            .ctl("tail", "%n")
            .ctl("stop", "%n")
            .ctl("clear", "%n"));
    add(
        Scenario.of(
                "output-env",
                "sh -c 'echo $A $SUPERVISOR_PROCESS_NAME $SUPERVISOR_GROUP_NAME"
                    + " $SUPERVISOR_ENABLED; pwd; umask; exec sleep 1000'",
                "environment=A=\"b c\"",
                "directory=/usr",
                "umask=027",
                FILES)
            .await("RUNNING")
            .ctl("tail", "%n"));
    add(
        Scenario.of(
                "output-rotated",
                "sh -c 'for i in 1 2 3 4 5 6 7 8 9; do echo 0123456789; sleep 0.05; done; exec"
                    + " sleep 1000'",
                "stdout_logfile=%d/%n.out",
                "stdout_logfile_maxbytes=30",
                "stdout_logfile_backups=2",
                "stderr_logfile=NONE",
                "startsecs=2")
            .await("RUNNING")
            .ctl("stop", "%n"));
  }

  /** Options and requests in any order; the seed is in the name. */
  private void random(Random random, int count) {
    String[] commands = {
      UP, "sleep 1000", STUBBORN, "sh -c 'exit 0'", "sh -c 'exit 3'", "/nosuch/%n"
    };
    String[][] requests = {
      {"stop"}, {"start"}, {"restart"}, {"signal", "USR1"}, {"status"}, {"pid"}, {"clear"}
    };
    for (int i = 0; i < count; i++) {
      int command = random.nextInt(commands.length);
      // What ends by itself must not be started again for ever, or no two runs are alike.
      String autorestart =
          command < 3 ? List.of("true", "false", "unexpected").get(random.nextInt(3)) : "false";
      Scenario.Builder scenario =
          Scenario.of(
              "random-" + i,
              commands[command],
              "autorestart=" + autorestart,
              "autostart=" + random.nextBoolean(),
              "startsecs=" + (command == 3 || command == 4 ? 8 : 1),
              "startretries=" + random.nextInt(2),
              "stopwaitsecs=1",
              "killasgroup=" + random.nextBoolean(),
              "stopsignal=" + List.of("TERM", "INT", "KILL").get(random.nextInt(3)));
      for (int r = 1 + random.nextInt(4); r > 0; r--) {
        String[] request = requests[random.nextInt(requests.length)];
        List<String> words = new ArrayList<>(List.of(request));
        words.add("%n");
        scenario.settle().ctl(words.toArray(String[]::new));
      }
      add(scenario.settle().ctl("status", "%n"));
    }
  }
}
