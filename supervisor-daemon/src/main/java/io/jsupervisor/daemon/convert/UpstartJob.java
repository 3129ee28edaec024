package io.jsupervisor.daemon.convert;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A job of Upstart (init(5) of Ubuntu until 14.10) as a program. */
final class UpstartJob {
  private static final Pattern STANZA = Pattern.compile("(\\S+)\\s*(.*)");
  private static final Pattern SCRIPT = Pattern.compile("((pre|post)-(start|stop)\\s+)?script");

  /** What is before a comment: a number sign at the begin of a word that is not in quotes. */
  private static final Pattern BEFORE_COMMENT =
      Pattern.compile("(?:\\\\.|\"(?:\\\\.|[^\"\\\\])*\"|'[^']*'|(?<=\\S)#|[^#])*+");

  private final String job;
  private final ProgramSection program;
  private final List<String> prefix = new ArrayList<>();
  private String command = "";
  private boolean respawns;
  private boolean starts;
  private boolean task;
  private String normalExit = "";

  private UpstartJob(String file) {
    this.job = file.replaceFirst("\\.(conf|override)$", "");
    this.program = new ProgramSection(job);
  }

  static String convert(String file, String text) {
    UpstartJob job = new UpstartJob(file);
    job.program.heading("from the Upstart job " + file);
    job.read(text);
    job.finish();
    return job.program.text();
  }

  private void read(String text) {
    Iterator<String> lines = text.replaceAll("[ \\t]*\\\\\\r?\\n\\s*", " ").lines().iterator();
    while (lines.hasNext()) {
      String line = withoutComment(lines.next());
      while (line.matches("(start|stop)\\s+on\\s.*") && isOpen(line) && lines.hasNext()) {
        line = (line + " " + withoutComment(lines.next())).strip();
      }
      Matcher stanza = STANZA.matcher(line);
      if (SCRIPT.matcher(line).matches()) {
        script(line, lines);
      } else if (stanza.matches()) {
        stanza(stanza.group(1), unquoted(stanza.group(2)), line);
      }
    }
  }

  private static String withoutComment(String line) {
    Matcher before = BEFORE_COMMENT.matcher(line.strip());
    return before.lookingAt() ? before.group().strip() : line.strip();
  }

  /** A condition goes on until its brackets are closed. */
  private static boolean isOpen(String line) {
    return line.chars().filter(c -> c == '(').count() > line.chars().filter(c -> c == ')').count();
  }

  private static String unquoted(String text) {
    return text.matches("\"[^\"]*\"|'[^']*'") ? text.substring(1, text.length() - 1) : text;
  }

  private void script(String name, Iterator<String> lines) {
    StringBuilder body = new StringBuilder();
    while (lines.hasNext()) {
      String line = lines.next();
      if (line.strip().equals("end script")) {
        break;
      }
      body.append("  ").append(line).append('\n');
    }
    boolean main = name.equals("script");
    String file =
        "/etc/jsupervisor/" + job + (main ? "" : "-" + name.replace(" script", "")) + ".sh";
    if (main) {
      command = "/bin/sh -e " + file;
      program.remark("the script of the job; save it as " + file + ":\n" + body);
    } else {
      program.lost(name, "put it before or behind the program in a script of its own:\n" + body);
    }
  }

  private void stanza(String name, String value, String line) {
    switch (name) {
      case "description" -> program.heading(value);
      case "author", "version", "emits", "usage", "export" -> {}
      case "exec" -> command = ShellCommand.of(value);
      case "start" -> {
        starts = true;
        program.lost(line, "it starts with the daemon");
      }
      case "stop" -> program.lost(line, "it stops with the daemon");
      case "manual" -> starts = false;
      case "respawn" -> respawn(value);
      case "task" -> task = true;
      case "normal" -> normalExit = value.replaceFirst("^exit\\s*", "");
      case "env" -> variable(value);
      case "chdir" -> program.set("directory", value);
      case "setuid" -> program.set("user", value);
      case "umask" -> program.set("umask", value);
      case "nice" -> prefix.add("nice -n " + value);
      case "limit" -> limit(value, line);
      case "kill" -> kill(value, line);
      case "console" -> console(value, line);
      default -> program.lost(line, reason(name, value));
    }
  }

  private static String reason(String name, String value) {
    return switch (name) {
      case "expect" ->
          value.equals("stop")
              ? "readiness= asks a program whether it is up; it must not stop itself"
              : "a program must stay in the foreground; jsupervisor-pidproxy helps";
      case "setgid" -> "a program has its user's groups";
      case "instance" -> "a section for each of them";
      case "pre-start", "post-start", "pre-stop", "post-stop" ->
          "put it into the command, or into a program of its own that this one depends_on";
      case "reload" -> "jsupervisorctl signal SIGNAL NAME";
      default -> "";
    };
  }

  private static String[] words(String value) {
    return value.split("\\s+", -1);
  }

  private void respawn(String value) {
    String[] words = words(value);
    if (words[0].equals("limit") && words.length >= 2) {
      if (words[1].matches("\\d+")) {
        program.set("startretries", words[1]);
      }
      program.lost(
          "respawn " + value, "startretries counts failed starts in a row, without a span");
    } else {
      respawns = true;
    }
  }

  private void variable(String value) {
    int equals = value.indexOf('=');
    if (equals > 0) {
      program.variable(value.substring(0, equals), unquoted(value.substring(equals + 1)));
      if (value.contains("$")) {
        program.remark(
            "nothing is put in for the $ of env " + value + ": write what it stands for");
      }
    } else {
      program.lost("env " + value, "children have the daemon's variables already");
    }
  }

  private void limit(String value, String line) {
    String[] words = words(value);
    if (words.length == 3) {
      prefix.add("prlimit --" + words[0] + "=" + words[1] + ":" + words[2] + " --");
    } else {
      program.lost(line, "");
    }
  }

  private void kill(String value, String line) {
    String[] words = words(value);
    if (words[0].equals("timeout") && words.length == 2) {
      program.set("stopwaitsecs", words[1]);
    } else if (words[0].equals("signal") && words.length == 2) {
      program.set("stopsignal", words[1].replaceFirst("^SIG", ""));
    } else {
      program.lost(line, "");
    }
  }

  private void console(String value, String line) {
    switch (value) {
      case "none" -> {
        program.set("stdout_logfile", "NONE");
        program.set("stderr_logfile", "NONE");
      }
      case "log" -> {
        program.set("stdout_logfile", "/var/log/jsupervisor/" + job + ".log");
        program.set("redirect_stderr", "true");
      }
      default -> program.lost(line, "");
    }
  }

  private void finish() {
    if (command.isEmpty()) {
      program.remark("the job runs nothing of its own: it has neither exec nor script");
    } else {
      program.set("command", String.join("", prefix.stream().map(p -> p + " ").toList()) + command);
    }
    if (!prefix.isEmpty() && program.has("user")) {
      program.remark(UnitLimits.ROOT_ALONE);
    }
    // Upstart's signals go to the whole group of the process.
    program.set("stopasgroup", "true");
    program.set("killasgroup", "true");
    program.set("autostart", Boolean.toString(starts));
    List<String> codes =
        List.of(words(normalExit)).stream().filter(c -> c.matches("\\d+")).toList();
    if (!respawns || task) {
      program.set("autorestart", "false");
    } else if (codes.isEmpty()) {
      program.set("autorestart", "true");
    } else {
      program.set("autorestart", "unexpected");
      program.set("exitcodes", String.join(",", codes));
    }
    if (task) {
      program.set("startsecs", "0");
    }
    List.of(words(normalExit)).stream()
        .filter(word -> !word.isEmpty() && !word.matches("\\d+"))
        .forEach(signal -> program.lost("normal exit " + signal, "exitcodes= takes numbers"));
  }
}
