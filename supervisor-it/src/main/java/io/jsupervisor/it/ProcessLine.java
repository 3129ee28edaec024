package io.jsupervisor.it;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process, as {@code status} shows it.
 *
 * @param pid 0 where there is no process
 */
record ProcessLine(String namespec, String state, long pid, String description) {
  private static final Pattern LINE = Pattern.compile("(\\S+) +([A-Z]+) *(.*)");
  private static final Pattern MEMBER =
      Pattern.compile("<name>(\\w+)</name>\\s*<value>\\s*(?:<\\w+>)?([^<]*)");
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

  /** All processes of an answer to {@code getAllProcessInfo}, by name; none of a fault. */
  static Map<String, ProcessLine> ofAnswer(String xml) {
    StringBuilder status = new StringBuilder();
    for (String struct : xml.split("<struct>", -1)) {
      Map<String, String> info = new HashMap<>();
      MEMBER.matcher(struct).results().forEach(m -> info.put(m.group(1), m.group(2)));
      if (info.containsKey("statename")) {
        String group = info.get("group");
        String name = info.get("name");
        status.append(group.equals(name) ? name : group + ":" + name);
        status.append(' ').append(info.get("statename"));
        status.append(' ').append(info.getOrDefault("description", "")).append('\n');
      }
    }
    return all(status.toString());
  }

  boolean isRunning() {
    return state.equals("RUNNING") && pid > 0;
  }
}
