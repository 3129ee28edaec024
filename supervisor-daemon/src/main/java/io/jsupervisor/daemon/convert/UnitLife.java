package io.jsupervisor.daemon.convert;

import io.jsupervisor.daemon.core.Signal;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** When a service is started again, and how it is stopped. */
final class UnitLife {
  private static final Pattern KILL_MAIN_PID =
      Pattern.compile("\\S*\\bkill\\s+(?:-s\\s*|-)(?:SIG)?(\\w+)\\s+\"?\\$\\{?MAINPID}?\"?\\s*");

  private final UnitFile unit;
  private final ProgramSection program;

  UnitLife(UnitFile unit, ProgramSection program) {
    this.unit = unit;
    this.program = program;
  }

  /** The signal that a command sends to the main process; empty for any other command. */
  static String signalOf(String command) {
    Matcher kill = KILL_MAIN_PID.matcher(command);
    return kill.matches() ? kill.group(1) : "";
  }

  /** From {@code Restart=} to {@code WantedBy=}. */
  UnitLife restart(String type) {
    String restart = unit.last("Restart", "no");
    if (type.equals("oneshot")) {
      program.set("startsecs", "0");
    }
    program.set(
        "autorestart",
        switch (restart) {
          case "always" -> "true";
          case "on-failure", "on-abnormal", "on-abort", "on-watchdog" -> "unexpected";
          default -> "false";
        });
    if (restart.equals("on-success")) {
      program.lost("Restart=on-success", "autorestart= knows of no such rule");
    } else if (!Set.of("no", "always", "on-failure").contains(restart)) {
      program.remark("Restart=" + restart + " is narrower than unexpected");
    }
    List<String> good =
        Stream.concat(
                codes("SuccessExitStatus").stream(), codes("RestartPreventExitStatus").stream())
            .distinct()
            .filter(code -> !code.equals("0"))
            .toList();
    if (!good.isEmpty()) {
      program.set("exitcodes", "0," + String.join(",", good));
    }
    unit.all("StartLimitBurst").forEach(burst -> program.set("startretries", burst));
    if (!unit.isSet("WantedBy") && !unit.isSet("RequiredBy")) {
      program.set("autostart", "false");
      program.remark("autostart=false: nothing in the unit starts it at boot");
    }
    return this;
  }

  private List<String> codes(String setting) {
    return unit.words(setting).stream()
        .filter(
            word -> {
              boolean code = word.matches("\\d+");
              if (!code) {
                program.lost(setting + "=" + word, "exitcodes= takes numbers");
              }
              return code;
            })
        .toList();
  }

  /** Signals, patience, and who of the group is meant. */
  UnitLife stop() {
    for (String signal : unit.all("KillSignal")) {
      if (Signal.parse(signal).isPresent()) {
        program.set("stopsignal", signal.replaceFirst("^SIG", ""));
      } else {
        program.lost("KillSignal=" + signal, "stopsignal= takes no such signal");
      }
    }
    for (String stop : unit.all("ExecStop")) {
      if (Signal.named(signalOf(stop)).isPresent()) {
        program.set("stopsignal", signalOf(stop)); // systemd's own signal comes after it
      } else {
        program.lost("ExecStop=" + stop, "a stop is a signal, stopsignal=");
      }
    }
    program.set("stopwaitsecs", "90"); // systemd's own
    for (String setting : List.of("TimeoutSec", "TimeoutStopSec")) {
      for (String time : unit.all(setting)) {
        OptionalLong seconds = Durations.seconds(time);
        if (seconds.orElse(0) > 0) { // to systemd 0 is for ever
          program.set("stopwaitsecs", Long.toString(seconds.getAsLong()));
        } else {
          program.lost(setting + "=" + time, "stopwaitsecs= takes seconds");
        }
      }
    }
    switch (unit.last("KillMode", "control-group")) {
      case "control-group" -> {
        program.set("stopasgroup", "true");
        program.set("killasgroup", "true");
      }
      case "mixed" -> program.set("killasgroup", "true");
      case "process" -> {}
      default -> program.lost("KillMode=none", "a stop ends the program here");
    }
    return this;
  }
}
