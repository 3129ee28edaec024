package io.jsupervisor.daemon.config;

import java.util.Locale;
import java.util.Random;

/** Writes configuration files as a careless, inventive operator would. */
final class RandomConfig {
  private static final String[] SECTIONS = {
    "program:a",
    "program:b",
    "program:c d",
    "group:g",
    "group:a",
    "eventlistener:l",
    "fcgi-program:f",
    "unix_http_server",
    "inet_http_server",
    "supervisord",
    "supervisorctl",
    "rpcinterface:supervisor",
    "DEFAULT",
    "include",
    "foo",
    "program:\u00fc",
    "program:a",
    "program:b",
    "program:a",
    "program:b"
  };
  private static final String[] OPTIONS = {
    "command",
    "command",
    "process_name",
    "numprocs",
    "numprocs_start",
    "priority",
    "autostart",
    "autorestart",
    "startsecs",
    "startretries",
    "exitcodes",
    "stopsignal",
    "stopwaitsecs",
    "stopasgroup",
    "killasgroup",
    "user",
    "redirect_stderr",
    "stdout_logfile",
    "stderr_logfile",
    "stdout_logfile_maxbytes",
    "stdout_logfile_backups",
    "stderr_capture_maxbytes",
    "stdout_events_enabled",
    "stderr_syslog",
    "environment",
    "environment",
    "directory",
    "umask",
    "serverurl",
    "programs",
    "events",
    "buffer_size",
    "socket",
    "file",
    "port",
    "username",
    "password",
    "chmod",
    "logfile",
    "loglevel",
    "identifier",
    "minfds",
    "files",
    "Some Key"
  };
  private static final String[] VALUES = {
    "/bin/cat",
    "x y z",
    "true",
    "false",
    "1",
    "0",
    "2",
    "10",
    "-1",
    "ten",
    "",
    "TERM",
    "HUP",
    "0,2",
    "a,b",
    "a",
    "b, a",
    "root",
    "nobody",
    "NONE",
    "AUTO",
    "syslog",
    "/tmp/x.log",
    "50MB",
    "1KB",
    "022",
    "unexpected",
    "A=1,B=2",
    "A=\"x,y\",B='z'",
    "A=%(program_name)s",
    "A=\"%(process_num)02d\"",
    "%(program_name)s_%(process_num)02d",
    "%(process_num)d",
    "p%(process_num)03d",
    "%(here)s/x",
    "%(ENV_PLAIN)s",
    "%(ENV_A)s",
    "%(nope)s",
    "100%%",
    "50%",
    "%(group_name)s",
    "%(numprocs)d",
    "%(host_node_name)s",
    "TICK_5,PROCESS_STATE",
    "EVENT",
    "tcp://localhost:9000",
    "unix:///tmp/s.sock",
    "/tmp/s.sock",
    "9001",
    "127.0.0.1:9001",
    "info",
    "debug",
    "nothing-*.ini",
    "'q'",
    "\"q\"",
    "a#b",
    "a;b",
    "$HOME",
    "\u20ac",
    "bash -c 'a; b'",
    "A=a@b",
    "A=\"a\\\"b\"",
    "http://localhost:9001",
    "'it''s'",
    "%(process_num)"
  };
  private static final String[] ENDS = {
    "\n",
    "\n",
    "\n",
    "\n",
    "\n",
    " ; c\n",
    "\t# c\n",
    ";x\n",
    "\n\n",
    "\r\n",
    "  \n",
    " ;#\n",
    "\n  more words\n",
    "\n\tB=2\n",
    "\n ; comment\n  [x]\n",
    "\n# c\n",
    "\n  \n   deeper=1\n"
  };

  private final Random random;

  RandomConfig(long seed) {
    this.random = new Random(seed);
  }

  String text() {
    var text = new StringBuilder();
    if (chance(95)) {
      text.append("[supervisord]\n");
    }
    if (chance(90)) {
      text.append("[program:a]\ncommand=/bin/a\n[program:b]\ncommand=/bin/b\n");
    }
    String current = "program:b";
    for (int sections = random.nextInt(5); sections >= 0; sections--) {
      String section = any(SECTIONS);
      boolean deeper = chance(5); // a further line of the option before, and no header
      current = deeper ? current : section;
      text.append(deeper ? "  " : "").append('[').append(section).append(']');
      text.append(chance(5) ? " junk" : "").append(chance(95) ? "\n" : " ; c\n");
      for (int options = random.nextInt(5); options > 0; options--) {
        option(text, current);
      }
    }
    return text.toString();
  }

  private void option(StringBuilder text, String section) {
    if (chance(1)) {
      text.append("stray line\n");
      return;
    }
    text.append(chance(8) ? " ".repeat(random.nextInt(4)) : "");
    String option = any(OPTIONS);
    // Elsewhere `port` is an option of ours, with rules of its own.
    option = option.equals("port") && !section.startsWith("inet") ? "priority" : option;
    text.append(chance(3) ? option.toUpperCase(Locale.ROOT) : option);
    text.append(chance(80) ? "=" : chance(50) ? " = " : ": ");
    String value = chance(65) ? fitting(option) : any(VALUES);
    text.append(value);
    text.append(chance(6) ? any(VALUES) : "").append(any(ENDS));
  }

  /** A value that usually is of the option's type, so that many files load. */
  private String fitting(String option) {
    return switch (option) {
      case "numprocs",
          "numprocs_start",
          "priority",
          "startsecs",
          "startretries",
          "stopwaitsecs",
          "buffer_size",
          "minfds",
          "stdout_logfile_backups" ->
          Integer.toString(random.nextInt(4));
      case "autostart",
          "autorestart",
          "stopasgroup",
          "killasgroup",
          "redirect_stderr",
          "stdout_events_enabled",
          "stderr_syslog" ->
          chance(50) ? "yes" : "off";
      case "stdout_logfile_maxbytes", "stderr_capture_maxbytes" -> random.nextInt(9) + "MB";
      case "process_name" -> "%(program_name)s_%(process_num)02d";
      case "exitcodes" -> "0, 3";
      case "stopsignal" -> "sigint";
      case "user" -> "nobody";
      case "umask", "chmod" -> "0" + random.nextInt(8) + random.nextInt(8);
      case "stdout_logfile", "stderr_logfile", "logfile" -> "/tmp/y.log";
      case "environment" -> "K" + random.nextInt(3) + "=\"v " + random.nextInt(9) + "\",L=l";
      case "programs" -> "a";
      case "events" -> "TICK_60";
      case "socket" -> "unix:///tmp/%(program_name)s";
      case "port" -> "127.0.0.1:" + (1 + random.nextInt(70000));
      case "loglevel" -> "warn";
      default -> any(VALUES);
    };
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private String any(String[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
