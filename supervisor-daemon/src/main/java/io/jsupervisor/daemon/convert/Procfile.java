package io.jsupervisor.daemon.convert;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A Procfile as programs; the tools that read it give each command to a shell. */
final class Procfile {
  static final Pattern LINE = Pattern.compile("([A-Za-z0-9_-]+):\\s*(\\S.*)");
  private static final Pattern PORT = Pattern.compile("\\$\\{?PORT\\b");

  /** What foreman gives the first process; each further kind gets 100 more. */
  private static final int FIRST_PORT = 5000;

  private static final int NEXT_PORT = 100;

  private Procfile() {}

  /**
   * @param directory of the file: where the processes run
   */
  static String convert(String file, String text, String directory) {
    int[] port = {FIRST_PORT};
    return text.lines()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .map(
            line -> {
              String section = program(file, line.group(1), line.group(2), directory, port[0]);
              port[0] += NEXT_PORT;
              return section;
            })
        .collect(Collectors.joining("\n"));
  }

  private static String program(
      String file, String name, String command, String directory, int port) {
    ProgramSection program = new ProgramSection(name);
    program.heading("from " + file);
    program.set("command", ShellCommand.of(command));
    program.set("directory", directory);
    if (name.equals("release")) {
      program.remark(
          "release is what Heroku runs at each deployment: jsupervisorctl start release");
      program.set("autostart", "false");
      program.set("autorestart", "false");
      program.set("startsecs", "0");
    } else {
      program.set("autorestart", "true");
    }
    program.set("stopasgroup", "true");
    program.set("killasgroup", "true");
    program.variable("PORT", Integer.toString(port));
    if (PORT.matcher(command).find()) {
      program.set("port", Integer.toString(port));
    }
    program.remark(
        "a .env beside the Procfile: env_file=" + directory + "/.env, and chmod 600 for it");
    return program.text();
  }
}
