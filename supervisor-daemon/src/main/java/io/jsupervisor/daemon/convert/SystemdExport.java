package io.jsupervisor.daemon.convert;

import io.jsupervisor.common.words.ShellWords;
import io.jsupervisor.common.words.WordsException;
import io.jsupervisor.daemon.config.Configuration;
import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.core.Account;
import io.jsupervisor.daemon.core.Autorestart;
import io.jsupervisor.daemon.core.Dependency;
import io.jsupervisor.daemon.core.LogSpec;
import io.jsupervisor.daemon.core.LogTarget;
import io.jsupervisor.daemon.core.ProbeSpec;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.core.StartRules;
import io.jsupervisor.daemon.core.StopRules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** {@code --export systemd}: a unit per process, with a comment for what systemd has not. */
public final class SystemdExport {
  /** What is carried over, or is about something that the unit has in another way. */
  private static final Set<String> KEPT =
      Set.of("depends_on", "env_file", "stdout_journal", "stderr_journal", "readiness");

  private final Configuration configuration;

  private SystemdExport(Configuration configuration) {
    this.configuration = configuration;
  }

  /** All units, each behind a line with the name of its file. */
  public static String units(Configuration configuration) {
    SystemdExport export = new SystemdExport(configuration);
    return configuration.groups().stream()
        .flatMap(group -> group.processes().stream().map(process -> export.unit(group, process)))
        .collect(Collectors.joining("\n"));
  }

  private String unit(GroupSpec group, ProcessSpec process) {
    List<String> unit = new ArrayList<>();
    List<String> service = new ArrayList<>();
    List<String> lost = new ArrayList<>();
    service.add("Type=" + (notifies(process) ? "notify" : "exec"));
    service.add("ExecStart=" + command(process, lost));
    process.user().map(Account::name).ifPresent(user -> service.add("User=" + user));
    process.directory().ifPresent(directory -> directory(directory, service, lost));
    process.umask().ifPresent(umask -> service.add("UMask=%04o".formatted(umask)));
    new TreeMap<>(process.environment())
        .forEach((name, text) -> service.add("Environment=" + quoted(name + "=" + text)));
    for (String file : process.extensions().environment().files()) {
      service.add("EnvironmentFile=" + value(file));
      if (!process.environment().isEmpty()) {
        lost.add("that environment= wins over env_file=" + file + ": with systemd the file does");
      }
    }
    restart(process.start(), service, lost);
    stop(process.stop(), service, lost);
    output("stdout", "StandardOutput", process.stdout(), process, service, lost);
    if (process.redirectStderr()) {
      service.add("StandardError=inherit");
    } else {
      output("stderr", "StandardError", process.stderr(), process, service, lost);
    }
    service.add("SyslogIdentifier=" + value(process.namespec().name()));
    unit.add("Description=" + value(process.namespec().toString()));
    unit.add("After=network-online.target");
    unit.add("Wants=network-online.target");
    // systemd gives up after this many starts in a span; failures come a second apart.
    unit.add("StartLimitBurst=" + (process.start().startretries() + 1));
    unit.add("StartLimitIntervalSec=" + (process.start().startretries() + 1) * 10);
    depends(process, unit, lost);
    others(group, process, lost);
    return text(process, unit, service, lost);
  }

  private static String text(
      ProcessSpec process, List<String> unit, List<String> service, List<String> lost) {
    StringBuilder text = new StringBuilder("# " + fileName(process) + "\n[Unit]\n");
    unit.forEach(line -> text.append(line).append('\n'));
    text.append("\n[Service]\n");
    service.forEach(line -> text.append(line).append('\n'));
    lost.forEach(line -> text.append("# not carried over: ").append(line).append('\n'));
    if (process.start().autostart()) {
      text.append("\n[Install]\nWantedBy=multi-user.target\n");
    }
    return text.toString();
  }

  private static String fileName(ProcessSpec process) {
    String group = process.namespec().group();
    String name = process.namespec().name();
    String whole = group.equals(name) ? name : group + "-" + name;
    return whole.replaceAll("[^A-Za-z0-9:_.@-]", "_") + ".service";
  }

  private static boolean notifies(ProcessSpec process) {
    return process.extensions().serving().readiness().map(ProbeSpec::check).orElse(null)
        instanceof ProbeSpec.Check.Notify;
  }

  /** systemd enters absolute directories only. */
  private static void directory(String directory, List<String> service, List<String> lost) {
    if (directory.startsWith("/")) {
      service.add("WorkingDirectory=" + value(directory));
    } else {
      lost.add("directory=" + directory + ": it must begin with a slash");
    }
  }

  private static String command(ProcessSpec process, List<String> lost) {
    try {
      List<String> words = new ArrayList<>(ShellWords.split(process.command()));
      String program = words.isEmpty() ? "" : words.getFirst();
      // systemd takes absolute paths, and names that it looks up itself.
      if (program.contains("/") && !program.startsWith("/")) {
        words.set(0, Path.of(process.directory().orElse("/"), program).normalize().toString());
        if (process.directory().filter(directory -> directory.startsWith("/")).isEmpty()) {
          lost.add("where " + program + " is: it was relative to the daemon's directory");
        }
      }
      return words.stream()
          .map(word -> quoted(word.replace("$", "$$")))
          .collect(Collectors.joining(" "));
    } catch (WordsException unbalanced) {
      lost.add("command=" + process.command() + " (" + unbalanced.getMessage() + ")");
      return "/bin/false";
    }
  }

  /** A word: in quotes where it needs them. */
  private static String quoted(String word) {
    String text = word.replace("%", "%%");
    boolean plain = text.matches("[A-Za-z0-9_@%+=:,./$-]+");
    return plain
        ? text
        : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  /** Specifiers begin with a percent sign. */
  private static String value(String text) {
    return text.replace("%", "%%").replace("\n", " ");
  }

  private static void restart(StartRules start, List<String> service, List<String> lost) {
    Set<Integer> codes = new TreeSet<>(start.exitcodes());
    service.add(
        "Restart="
            + switch (start.autorestart()) {
              case ALWAYS -> "always";
              case UNEXPECTED -> "on-failure";
              case NEVER -> "no";
            });
    service.add("RestartSec=1");
    if (start.autorestart() == Autorestart.UNEXPECTED) {
      if (!codes.remove(0)) {
        service.add("RestartForceExitStatus=0");
      }
      if (!codes.isEmpty()) {
        service.add(
            "SuccessExitStatus="
                + codes.stream().map(String::valueOf).collect(Collectors.joining(" ")));
      }
    }
    if (start.startsecs() != 1) {
      lost.add("startsecs=" + start.startsecs());
    }
  }

  private static void stop(StopRules stop, List<String> service, List<String> lost) {
    service.add("KillSignal=" + stop.stopsignal());
    // To systemd 0 is for ever.
    service.add("TimeoutStopSec=" + (stop.stopwaitsecs() == 0 ? "1ms" : stop.stopwaitsecs()));
    service.add("KillMode=" + (stop.stopasgroup() ? "control-group" : "mixed"));
    if (!stop.killasgroup()) {
      lost.add("killasgroup=false: what the process leaves behind is killed, too");
    }
  }

  private static void output(
      String stream,
      String setting,
      LogSpec log,
      ProcessSpec process,
      List<String> service,
      List<String> lost) {
    boolean journal = process.extensions().isOn(stream + "_journal");
    switch (log.target()) {
      case LogTarget.File(String path) when !journal && !path.startsWith("/") -> {
        service.add(setting + "=journal");
        lost.add(stream + "_logfile=" + path + ": it must begin with a slash");
      }
      case LogTarget.File(String path) when !journal && path.equals("/dev/null") ->
          service.add(setting + "=null");
      case LogTarget.File(String path) when !journal && !path.startsWith("/dev/std") -> {
        service.add(setting + "=append:" + value(path));
        if (log.maxBytes() > 0) {
          lost.add(stream + "_logfile_maxbytes=" + log.maxBytes() + " (logrotate rotates files)");
        }
      }
      case LogTarget.None() when !journal -> service.add(setting + "=null");
      default -> service.add(setting + "=journal");
    }
    if (log.captureMaxBytes() > 0) {
      lost.add(stream + "_capture_maxbytes=" + log.captureMaxBytes());
    }
    if (log.eventsEnabled()) {
      lost.add(stream + "_events_enabled=true");
    }
    if (log.syslog()) {
      lost.add(stream + "_syslog=true (the journal hands its entries on)");
    }
  }

  private void depends(ProcessSpec process, List<String> unit, List<String> lost) {
    for (Dependency dependency : process.extensions().serving().dependsOn()) {
      String names =
          configuration.groups().stream()
              .flatMap(group -> group.processes().stream())
              .filter(other -> isNamed(other, dependency.name()))
              .map(SystemdExport::fileName)
              .collect(Collectors.joining(" "));
      unit.add("Requires=" + names);
      unit.add("After=" + names);
      switch (dependency.condition()) {
        case STARTED -> {}
        case READY ->
            lost.add(
                "depends_on="
                    + dependency.name()
                    + ":ready: systemd waits for the start alone, but for Type=notify");
        case EXITED ->
            lost.add(
                "depends_on="
                    + dependency.name()
                    + ":exited: systemd waits for the end of Type=oneshot alone");
      }
    }
  }

  private static boolean isNamed(ProcessSpec process, String name) {
    return process.program().equals(name)
        || process.namespec().group().equals(name)
        || process.namespec().toString().equals(name);
  }

  private static void others(GroupSpec group, ProcessSpec process, List<String> lost) {
    if (process.priority() != 999) {
      lost.add("priority=" + process.priority());
    }
    switch (group.kind()) {
      case GroupSpec.Kind.Programs() -> {}
      case GroupSpec.Kind.Listeners ignored ->
          lost.add("that it is an event listener: systemd has no such events");
      case GroupSpec.Kind.Fastcgi(GroupSpec.FcgiSocket socket) ->
          lost.add("socket=" + socket.url() + " (a .socket unit with StandardInput=socket)");
    }
    process.serverurl().ifPresent(url -> lost.add("serverurl=" + url));
    Map<String, String> options = new TreeMap<>(process.extensions().options());
    options.keySet().removeAll(KEPT);
    if (process.extensions().serving().readiness().isPresent() && !notifies(process)) {
      lost.add("readiness=" + process.extensions().options().getOrDefault("readiness", "tcp"));
    }
    options.forEach((option, value) -> lost.add(option + "=" + value.replace('\n', ' ')));
  }
}
