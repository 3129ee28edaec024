package io.jsupervisor.it;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of {@code status}.
 *
 * @param pid 0 where there is no process
 */
record ProcessLine(String namespec, String state, long pid, String description) {
  private static final Pattern LINE = Pattern.compile("(\\S+) +([A-Z]+) *(.*)");
  private static final Pattern PID = Pattern.compile("pid (\\d+), .*");

  /** All lines, by name. */
  static Map<String, ProcessLine> all(String status) {
    Map<String, ProcessLine> lines = new TreeMap<>();
    status
        .lines()
        .forEach(
            text -> {
              Matcher line = LINE.matcher(text);
              if (line.matches()) {
                Matcher pid = PID.matcher(line.group(3));
                lines.put(
                    line.group(1),
                    new ProcessLine(
                        line.group(1),
                        line.group(2),
                        pid.matches() ? Long.parseLong(pid.group(1)) : 0,
                        line.group(3)));
              }
            });
    return lines;
  }

  boolean isRunning() {
    return state.equals("RUNNING") && pid > 0;
  }
}
