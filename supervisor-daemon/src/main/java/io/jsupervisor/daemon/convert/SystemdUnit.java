package io.jsupervisor.daemon.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A service of systemd (systemd.service(5), systemd.exec(5), systemd.kill(5)) as a program. */
final class SystemdUnit {
  private final String name;
  private final Set<String> together;
  private final ProgramSection program;
  private final UnitFile unit;
  private final Specifiers specifiers;

  /**
   * @param file the name of the file
   * @param ofTheMachine false for the unit of a user's own manager
   * @param together the units that are converted together: ordering among them is kept
   */
  private SystemdUnit(String file, boolean ofTheMachine, List<String> texts, Set<String> together) {
    this.name = file.replaceFirst("\\.service$", "");
    this.together = together;
    this.program = new ProgramSection(name);
    this.unit = new UnitFile(texts);
    this.specifiers =
        new Specifiers(
            name,
            ofTheMachine,
            specifier -> program.remark(specifier + " is left as it is: write what it stands for"));
  }

  /**
   * @param texts the unit, then its drop-ins
   */
  static String convert(
      String file, boolean ofTheMachine, List<String> texts, Set<String> together) {
    SystemdUnit unit = new SystemdUnit(file, ofTheMachine, texts, together);
    unit.convert();
    return unit.program.text();
  }

  private void convert() {
    program.heading("from the systemd unit " + name + ".service");
    unit.all("Description").forEach(text -> program.heading(specifiers.replaced(text)));
    if (name.endsWith("@")) {
      program.remark("a template: write a section like this for each of its instances");
    }
    String type = unit.last("Type", "simple");
    command(type);
    user();
    directory();
    unit.all("UMask").forEach(mask -> program.set("umask", mask));
    environment();
    new UnitLife(unit, program).restart(type).stop();
    output();
    UnitOrder.apply(unit, specifiers, together, program);
    for (String reload : unit.all("ExecReload")) {
      String signal = UnitLife.signalOf(reload);
      program.lost(
          "ExecReload=" + reload,
          "jsupervisorctl signal " + (signal.isEmpty() ? "SIGNAL" : signal) + " " + program.name());
      if (signal.equals("HUP")) {
        program.remark("reload_method=HUP where that brings new code, too: rolls use it");
      }
    }
    for (String without : List.of("Documentation", "WantedBy", "NotifyAccess")) {
      unit.all(without);
    }
    unit.rest((setting, value) -> program.lost(setting + "=" + value, reason(setting)));
  }

  private static String reason(String setting) {
    return switch (setting) {
      case "ExecStartPre", "ExecStartPost", "ExecStopPost", "ExecCondition" ->
          "put it into the command, or into a program of its own that this one depends_on";
      case "RestartSec" -> "retries come after 1, 2, 3, … seconds";
      case "StartLimitIntervalSec", "StartLimitInterval" ->
          "startretries counts failed starts in a row, without a span";
      case "WatchdogSec" -> "liveness= asks a program whether it is well";
      case "RequiredBy", "Alias", "Also" -> "autostart= says whether it starts by itself";
      case "TimeoutStartSec" -> "startsecs= and readiness_deadline=";
      case "SyslogIdentifier" -> "the identifier is the name of the program";
      case "RemainAfterExit" -> "the program is EXITED then";
      case "DynamicUser" -> "user= takes an account that exists";
      case "RuntimeDirectory",
          "StateDirectory",
          "CacheDirectory",
          "LogsDirectory",
          "ConfigurationDirectory" ->
          "make it once, or at each boot by tmpfiles.d";
      default -> "";
    };
  }

  private void command(String type) {
    List<List<String>> commands =
        unit.all("ExecStart").stream()
            .flatMap(line -> UnitWords.commands(line).stream())
            .map(this::bare)
            .toList();
    String pidFile = specifiers.replaced(unit.last("PIDFile", ""));
    if (commands.isEmpty()) {
      program.remark("the unit runs nothing: ExecStart= is missing");
      return;
    }
    String command = UnitCommand.of(commands);
    if (type.equals("forking")) {
      program.remark(
          "Type=forking: a program must stay in the foreground (cure: its option for that"
              + (pidFile.isEmpty() ? ")" : "; jsupervisor-pidproxy serves until then)"));
      if (!pidFile.isEmpty()) {
        command = "jsupervisor-pidproxy " + ShellCommand.word(pidFile) + " " + command;
      }
    } else if (!pidFile.isEmpty()) {
      program.lost("PIDFile=" + pidFile, "not needed");
    }
    program.set("command", UnitLimits.prefix(unit, program) + command);
    if (type.equals("notify") || type.equals("notify-reload")) {
      program.set("readiness", "notify");
    } else if (type.equals("dbus")) {
      program.lost("Type=dbus", "it counts as up after startsecs");
    }
  }

  /**
   * The words of a command without the signs before it; only the dash, and those about privileges,
   * would mean something here.
   */
  private List<String> bare(List<String> words) {
    String path = words.getFirst().replaceFirst("^[-@:+!|]+", "");
    String signs = words.getFirst().substring(0, words.getFirst().length() - path.length());
    List<String> bare = new ArrayList<>(words);
    bare.set(0, path);
    if (signs.contains("@") && bare.size() > 1) {
      bare.remove(1); // what the process is to call itself
    }
    if (!signs.isEmpty()) {
      program.lost("the signs " + signs + " before the command", "");
    }
    return bare.stream()
        .map(specifiers::replaced)
        .map(word -> signs.contains(":") ? word.replace("$", "$$") : word)
        .toList();
  }

  private void user() {
    for (String user : unit.all("User")) {
      program.set("user", specifiers.replaced(user));
      program.remark(
          "systemd sets HOME, LOGNAME and USER for this user, user= does not (cure: environment=)");
    }
    for (String setting : List.of("Group", "SupplementaryGroups")) {
      unit.all(setting)
          .forEach(group -> program.lost(setting + "=" + group, "a program has its user's groups"));
    }
  }

  private void directory() {
    for (String directory : unit.all("WorkingDirectory")) {
      String path = directory.replaceFirst("^-", "");
      if (path.equals("~")) {
        program.lost("WorkingDirectory=~", "write the home directory of its user");
      } else {
        program.set("directory", specifiers.replaced(path));
      }
      if (directory.startsWith("-")) {
        program.lost("the dash of WorkingDirectory=" + directory, "it must exist here");
      }
    }
  }

  private void environment() {
    for (String word : unit.words("Environment")) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        program.variable(
            word.substring(0, equals), specifiers.replaced(word.substring(equals + 1)));
      }
    }
    List<String> files = unit.all("EnvironmentFile").stream().map(specifiers::replaced).toList();
    if (files.isEmpty()) {
      return;
    }
    List<String> paths = files.stream().map(file -> file.replaceFirst("^-", "")).toList();
    program.set("env_file", String.join(",", paths));
    program.remark(
        "env_file is refused when others may read it: chmod 600 " + String.join(" ", paths));
    files.stream()
        .filter(file -> file.startsWith("-"))
        .forEach(file -> program.lost("the dash of EnvironmentFile=" + file, "it must exist here"));
    if (program.hasVariables()) {
      program.remark(
          "environment= wins over env_file= here, and the file with systemd: take out what the file"
              + " sets");
    }
  }

  private void output() {
    String out = specifiers.replaced(unit.last("StandardOutput", "journal"));
    String err = specifiers.replaced(unit.last("StandardError", "inherit"));
    stream("stdout", "StandardOutput", out);
    boolean sameFile = err.equals(out) && out.contains(":");
    if (!err.equals("inherit") && !sameFile) {
      stream("stderr", "StandardError", err);
    } else if (program.has("stdout_journal")) {
      stream("stderr", "StandardError", "journal"); // apart, so that each keeps its priority
    } else {
      program.set("redirect_stderr", "true");
    }
    for (String identifier : unit.all("SyslogIdentifier")) {
      if (program.has("stdout_journal")
          && !specifiers.replaced(identifier).equals(program.name())) {
        program.lost("SyslogIdentifier=" + identifier, reason("SyslogIdentifier"));
      }
    }
  }

  private void stream(String stream, String setting, String value) {
    String path = value.replaceFirst("^(file|append|truncate):", "");
    if (!path.equals(value)) {
      program.set(stream + "_logfile", path);
    } else if (value.equals("null")) {
      program.set(stream + "_logfile", "NONE");
    } else {
      if (!Set.of("journal", "syslog", "inherit").contains(value)) {
        program.lost(setting + "=" + value, "to the journal instead");
      }
      program.set(stream + "_logfile", "NONE");
      program.set(stream + "_journal", "true");
    }
  }
}
