package io.jsupervisor.ctl.shell;

import io.jsupervisor.ctl.client.ProcessInfo;
import io.jsupervisor.ctl.command.Commands;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** What the word at the cursor may become, by the classic rules. */
final class Completion {
  private static final Set<String> TAKE_GROUPS = Set.of("add", "remove", "update");
  private static final Set<String> TAKE_PROCESSES =
      Set.of("clear", "fg", "pid", "restart", "signal", "start", "status", "stop", "tail");

  private static final List<String> FLEET =
      List.of("nodes", "restart", "signal", "start", "status", "stop", "tail");

  private Completion() {}

  /**
   * The candidates, in order.
   *
   * @param before the words that stand before the one at the cursor
   * @param word what is typed of it
   * @param processes asked only where names of processes may stand
   */
  static List<String> candidates(
      List<String> before, String word, Supplier<List<ProcessInfo>> processes) {
    List<String> all = List.of();
    if (before.size() > 1 && before.getLast().equals("--proxy")) {
      all = List.of("apache", "haproxy", "nginx");
    } else if (word.startsWith("--") && !before.isEmpty()) {
      all = options(before);
    } else if (before.isEmpty() || before.getFirst().equals("help")) {
      all = commands();
    } else if (TAKE_GROUPS.contains(before.getFirst())) {
      all = groups(processes.get());
    } else if (before.getFirst().equals("scale")) {
      all = before.size() == 1 ? programs(processes.get()) : List.of();
    } else if (before.getFirst().equals("upstream")) {
      all = List.of("--proxy");
    } else if (before.getFirst().equals("fleet")) {
      all = before.size() == 1 ? FLEET : List.of();
    } else if (TAKE_PROCESSES.contains(before.getFirst())) {
      all = names(processes.get(), word);
    }
    return all.stream().filter(candidate -> candidate.startsWith(word)).toList();
  }

  private static List<String> commands() {
    List<String> commands = new ArrayList<>(Commands.TOPICS);
    commands.addAll(Commands.MORE);
    Collections.sort(commands);
    commands.add("help");
    return commands;
  }

  private static List<String> options(List<String> before) {
    return switch (before.getFirst()) {
      case "restart", "update" -> List.of("--abort", "--attach", "--rolling");
      case "scale" -> List.of("--abort", "--attach");
      default -> List.of();
    };
  }

  /** Names of programs, where the daemon tells them. */
  private static List<String> programs(List<ProcessInfo> processes) {
    Set<String> programs = new TreeSet<>();
    for (ProcessInfo process : processes) {
      if (!process.program().isEmpty()) {
        programs.add(process.program());
      }
    }
    return List.copyOf(programs);
  }

  private static List<String> groups(List<ProcessInfo> processes) {
    Set<String> groups = new TreeSet<>();
    for (ProcessInfo process : processes) {
      groups.add(process.group());
    }
    return List.copyOf(groups);
  }

  /** A process that is its group is offered by one word, until a colon is typed. */
  private static List<String> names(List<ProcessInfo> processes, String word) {
    Set<String> names = new TreeSet<>();
    for (ProcessInfo process : processes) {
      if (word.indexOf(':') < 0 && process.name().equals(process.group())) {
        names.add(process.name());
      } else {
        names.add(process.group() + ":" + process.name());
        names.add(process.group() + ":*");
      }
    }
    return List.copyOf(names);
  }
}
