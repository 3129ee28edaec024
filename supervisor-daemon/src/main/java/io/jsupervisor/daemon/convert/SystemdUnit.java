package io.jsupervisor.daemon.convert;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A service of systemd (systemd.service(5), systemd.exec(5), systemd.kill(5)) as a program. */
final class SystemdUnit {
  private static final Pattern WORD =
      Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|'([^']*)'|(\\S+)");
  private static final Pattern MAIN_PID_HUP =
      Pattern.compile(".*/?kill\\s+(-s\\s*|-SIG|-)HUP\\s+\"?\\$\\{?MAINPID}?\"?\\s*");
  private static final Set<String> WITHOUT_LOSS =
      Set.of("Description", "Documentation", "WantedBy", "NotifyAccess", "SyslogIdentifier");
  private static final Map<String, String> LIMITS =
      Map.of(
          "LimitNOFILE", "nofile",
          "LimitNPROC", "nproc",
          "LimitCORE", "core",
          "LimitMEMLOCK", "memlock",
          "LimitSTACK", "stack");

  private final String unit;
  private final Set<String> together;
  private final ProgramSection program;
  private final Map<String, List<String>> settings = new LinkedHashMap<>();

  /**
   * @param file the name of the file
   * @param together the units that are converted together: ordering among them is kept
   */
  private SystemdUnit(String file, Set<String> together) {
    this.unit = file.replaceFirst("\\.service$", "");
    this.together = together;
    this.program = new ProgramSection(unit);
  }

  static String convert(String file, String text, Set<String> together) {
    SystemdUnit unit = new SystemdUnit(file, together);
    unit.read(text);
    unit.convert();
    return unit.program.text();
  }

  private void read(String text) {
    String joined = text.replaceAll("\\s*\\\\\\r?\\n\\s*", " ");
    joined
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.startsWith(";"))
        .filter(line -> line.contains("=") && !line.startsWith("["))
        .forEach(
            line -> {
              int equals = line.indexOf('=');
              String value = line.substring(equals + 1).strip();
              List<String> values =
                  settings.computeIfAbsent(
                      line.substring(0, equals).strip(), key -> new ArrayList<>());
              if (value.isEmpty()) {
                values.clear(); // an empty one takes back those before it
              } else {
                values.add(value);
              }
            });
  }

  private List<String> all(String setting) {
    List<String> values = settings.remove(setting);
    return values == null ? List.of() : values;
  }

  private String last(String setting, String otherwise) {
    List<String> values = all(setting);
    return values.isEmpty() ? otherwise : values.getLast();
  }

  private void convert() {
    program.heading("from the systemd unit " + unit + ".service");
    all("Description").forEach(program::heading);
    String type = last("Type", "simple");
    command(type);
    all("User").forEach(user -> program.set("user", user));
    all("Group")
        .forEach(group -> program.lost("Group=" + group, "a program has its user's groups"));
    directory();
    all("UMask").forEach(mask -> program.set("umask", mask));
    environment();
    restart(type);
    stop();
    output();
    order();
    for (String reload : all("ExecReload")) {
      if (MAIN_PID_HUP.matcher(reload).matches()) {
        program.set("reload_method", "HUP");
      } else {
        program.lost("ExecReload=" + reload, "jsupervisorctl signal SIGNAL NAME");
      }
    }
    WITHOUT_LOSS.forEach(settings::remove);
    settings.forEach(
        (setting, values) ->
            values.forEach(value -> program.lost(setting + "=" + value, reason(setting))));
  }

  private static String reason(String setting) {
    return switch (setting) {
      case "ExecStartPre", "ExecStartPost", "ExecStop", "ExecStopPost", "ExecCondition" ->
          "put it into the command, or into a program of its own that this one depends_on";
      case "RestartSec" -> "retries come after 1, 2, 3, … seconds";
      case "WatchdogSec" -> "liveness= asks a program whether it is well";
      case "WantedBy", "RequiredBy", "Alias", "Also" ->
          "autostart= says whether it starts by itself";
      case "TimeoutStartSec" -> "startsecs= and readiness_deadline=";
      default -> "";
    };
  }

  private void command(String type) {
    List<String> starts = all("ExecStart").stream().map(this::withoutPrefix).toList();
    String pidFile = last("PIDFile", "");
    String command =
        starts.size() == 1
            ? plain(starts.getFirst())
            : ShellCommand.shell(unspecified(String.join(" && ", starts)));
    if (type.equals("forking")) {
      program.remark(
          "Type=forking: a program must stay in the foreground (cure: its option for that"
              + (pidFile.isEmpty() ? ")" : "; jsupervisor-pidproxy serves until then)"));
      if (!pidFile.isEmpty()) {
        command = "jsupervisor-pidproxy " + unspecified(pidFile) + " " + command;
      }
    } else if (!pidFile.isEmpty()) {
      program.lost("PIDFile=" + pidFile, "not needed");
    }
    program.set("command", prefix() + command);
    if (type.equals("notify") || type.equals("notify-reload")) {
      program.set("readiness", "notify");
    } else if (type.equals("dbus")) {
      program.lost("Type=dbus", "it counts as up after startsecs");
    }
  }

  /** The signs before a command; only the dash, and those about privileges, mean something here. */
  private String withoutPrefix(String command) {
    String bare = command.replaceFirst("^[-@:+!]+", "");
    String signs = command.substring(0, command.length() - bare.length());
    if (!signs.isEmpty()) {
      program.lost("the signs " + signs + " before the command", "");
    }
    return bare;
  }

  /** systemd puts variables into words itself; here a shell does. */
  private String plain(String command) {
    String text = unspecified(command);
    return text.contains("$") ? ShellCommand.shell("exec " + text.replace("$$", "\\$")) : text;
  }

  private String prefix() {
    List<String> limits = new ArrayList<>();
    LIMITS.keySet().stream()
        .sorted()
        .forEach(
            name ->
                all(name)
                    .forEach(
                        value ->
                            limits.add(
                                "--"
                                    + LIMITS.get(name)
                                    + "="
                                    + value.replace("infinity", "unlimited"))));
    String nice = all("Nice").stream().map(n -> "nice -n " + n + " ").reduce("", String::concat);
    return (limits.isEmpty() ? "" : "prlimit " + String.join(" ", limits) + " -- ") + nice;
  }

  /** Without the specifiers that can be told here (systemd.unit(5)). */
  private String unspecified(String text) {
    Matcher specifier = Pattern.compile("%(.)").matcher(text);
    return specifier.replaceAll(
        found ->
            Matcher.quoteReplacement(
                switch (found.group(1)) {
                  case "%" -> "%";
                  case "n" -> unit + ".service";
                  case "N", "p" -> unit;
                  default -> {
                    program.remark(found.group() + " is left as it is: write what it stands for");
                    yield found.group();
                  }
                }));
  }

  private void directory() {
    for (String directory : all("WorkingDirectory")) {
      String path = directory.replaceFirst("^-", "");
      if (path.equals("~")) {
        program.lost("WorkingDirectory=~", "write the home directory of its user");
      } else {
        program.set("directory", unspecified(path));
      }
    }
  }

  private void environment() {
    for (String line : all("Environment")) {
      for (String word : words(line)) {
        int equals = word.indexOf('=');
        if (equals > 0) {
          program.variable(word.substring(0, equals), unspecified(word.substring(equals + 1)));
        }
      }
    }
    List<String> files = all("EnvironmentFile");
    if (!files.isEmpty()) {
      program.set(
          "env_file", String.join(",", files.stream().map(f -> f.replaceFirst("^-", "")).toList()));
    }
    files.stream()
        .filter(file -> file.startsWith("-"))
        .forEach(file -> program.lost("the dash of EnvironmentFile=" + file, "it must exist here"));
  }

  static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(text);
    while (word.find()) {
      String quoted = word.group(1) != null ? word.group(1) : word.group(2);
      words.add(quoted == null ? word.group(3) : quoted.replaceAll("\\\\(.)", "$1"));
    }
    return words;
  }

  private void restart(String type) {
    String restart = last("Restart", "no");
    boolean once = type.equals("oneshot");
    if (once) {
      program.set("startsecs", "0");
    }
    program.set(
        "autorestart",
        switch (restart) {
          case "always" -> "true";
          case "on-failure", "on-abnormal", "on-abort", "on-watchdog" -> "unexpected";
          default -> "false";
        });
    if (!Set.of("no", "always", "on-failure").contains(restart)) {
      program.remark("Restart=" + restart + " is narrower than unexpected");
    }
    List<String> good =
        all("SuccessExitStatus").stream()
            .flatMap(line -> words(line).stream())
            .filter(
                word -> {
                  boolean code = word.matches("\\d+");
                  if (!code) {
                    program.lost("SuccessExitStatus=" + word, "exitcodes= takes numbers");
                  }
                  return code;
                })
            .toList();
    if (!good.isEmpty()) {
      program.set("exitcodes", "0," + String.join(",", good));
    }
    all("StartLimitBurst").forEach(burst -> program.set("startretries", burst));
    if (!settings.containsKey("WantedBy") && !settings.containsKey("RequiredBy")) {
      program.set("autostart", "false");
      program.remark("autostart=false: nothing in the unit starts it at boot");
    }
  }

  private void stop() {
    all("KillSignal").forEach(signal -> program.set("stopsignal", signal.replaceFirst("SIG", "")));
    for (String setting : List.of("TimeoutStopSec", "TimeoutSec")) {
      for (String time : all(setting)) {
        OptionalLong seconds = Durations.seconds(time);
        if (seconds.isPresent()) {
          program.set("stopwaitsecs", Long.toString(seconds.getAsLong()));
        } else {
          program.lost(setting + "=" + time, "stopwaitsecs= takes seconds");
        }
      }
    }
    if (!program.has("stopwaitsecs")) {
      program.set("stopwaitsecs", "90"); // systemd's own
    }
    switch (last("KillMode", "control-group")) {
      case "control-group" -> {
        program.set("stopasgroup", "true");
        program.set("killasgroup", "true");
      }
      case "mixed" -> program.set("killasgroup", "true");
      case "process" -> {}
      default -> program.lost("KillMode=none", "a stop ends the program here");
    }
  }

  private void output() {
    String out = last("StandardOutput", "journal");
    String err = last("StandardError", "inherit");
    stream("stdout", "StandardOutput", out);
    if (!err.equals("inherit")) {
      stream("stderr", "StandardError", err);
    } else if (program.has("stdout_journal")) {
      stream("stderr", "StandardError", "journal"); // apart, so that each keeps its priority
    } else {
      program.set("redirect_stderr", "true");
    }
  }

  private void stream(String stream, String setting, String value) {
    String path = value.replaceFirst("^(file|append|truncate):", "");
    if (!path.equals(value)) {
      program.set(stream + "_logfile", unspecified(path));
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

  private void order() {
    List<String> after = names("After");
    List<String> needs = new ArrayList<>(names("Requires"));
    needs.addAll(names("Wants"));
    needs.addAll(names("BindsTo"));
    List<String> kept =
        after.stream().filter(needs::contains).filter(together::contains).distinct().toList();
    if (!kept.isEmpty()) {
      program.set(
          "depends_on",
          String.join(", ", kept.stream().map(n -> n.replace(".service", "") + ":ready").toList()));
    }
    for (String other : after) {
      // The daemon's own unit comes after the network and the file systems.
      if (!kept.contains(other) && !other.endsWith(".target")) {
        program.lost("After=" + other, "jsupervisord.service can be ordered after it");
      }
    }
  }

  private List<String> names(String setting) {
    return all(setting).stream().flatMap(line -> words(line).stream()).toList();
  }
}
