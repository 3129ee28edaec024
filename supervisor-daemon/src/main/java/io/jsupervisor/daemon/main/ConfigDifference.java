package io.jsupervisor.daemon.main;

import io.jsupervisor.daemon.config.ConfigDiff;
import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.fleet.FleetSnapshot;
import io.jsupervisor.daemon.fleet.ProcessView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What runs beside what was read last, program by program and option by option, for people. Which
 * groups an update touches is {@code ConfigDiff}'s to say; this tells why.
 */
final class ConfigDifference {
  /** Not of the file, or the same in every process but for its number. */
  private static final Set<String> PASSED_OVER = Set.of("inuse", "group_priority", "name", "group");

  private ConfigDifference() {}

  /** One program in one group. */
  private record Key(String group, String program) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byGroup = group.compareTo(other.group);
      return byGroup != 0 ? byGroup : program.compareTo(other.program);
    }
  }

  /** Its processes, and the group they are in. */
  private record Side(GroupSpec group, Map<String, ProcessSpec> processes) {}

  static List<Map<String, Object>> between(List<GroupSpec> running, List<GroupSpec> loaded) {
    Map<Key, Side> before = sides(running);
    Map<Key, Side> after = sides(loaded);
    TreeSet<Key> all = new TreeSet<>(before.keySet());
    all.addAll(after.keySet());
    List<Map<String, Object>> differences = new ArrayList<>();
    for (Key key : all) {
      Map<String, Object> difference = of(key, before.get(key), after.get(key));
      if (!difference.isEmpty()) {
        differences.add(difference);
      }
    }
    return differences;
  }

  private static Map<Key, Side> sides(List<GroupSpec> groups) {
    Map<Key, Side> sides = new TreeMap<>();
    for (GroupSpec group : groups) {
      group.processes().forEach(process -> put(sides, group, process));
    }
    return sides;
  }

  private static void put(Map<Key, Side> sides, GroupSpec group, ProcessSpec process) {
    sides
        .computeIfAbsent(
            new Key(group.name(), process.program()),
            unseen -> new Side(group, new LinkedHashMap<>()))
        .processes()
        .put(process.namespec().name(), process);
  }

  /**
   * The groups that run; of their kind the snapshot knows nothing, so that of the files is taken.
   */
  static List<GroupSpec> running(FleetSnapshot fleet, List<GroupSpec> loaded) {
    List<GroupSpec> groups = new ArrayList<>();
    for (FleetSnapshot.GroupView view : fleet.groups()) {
      List<ProcessSpec> specs = view.processes().stream().map(ProcessView::spec).toList();
      GroupSpec.Kind kind =
          loaded.stream()
              .filter(group -> group.name().equals(view.name()))
              .map(GroupSpec::kind)
              .findFirst()
              .orElseGet(GroupSpec.Kind.Programs::new);
      groups.add(new GroupSpec(view.name(), view.priority(), kind, specs));
    }
    return groups;
  }

  private static Map<String, Object> of(Key key, Side before, Side after) {
    List<Map<String, Object>> options =
        before == null || after == null ? List.of() : options(before, after);
    int from = before == null ? 0 : before.processes().size();
    int to = after == null ? 0 : after.processes().size();
    if (from == to && options.isEmpty()) {
      return Map.of();
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("program", key.program());
    json.put("group", key.group());
    json.put("change", before == null ? "added" : after == null ? "removed" : "changed");
    json.put("from", from);
    json.put("to", to);
    json.put("options", options);
    return json;
  }

  /** Of the first process that differs: the others differ in the same options. */
  private static List<Map<String, Object>> options(Side before, Side after) {
    List<Map<String, Object>> options = new ArrayList<>();
    if (before.group().priority() != after.group().priority()) {
      options.add(
          option("priority of the group", before.group().priority(), after.group().priority()));
    }
    for (ProcessSpec was : before.processes().values()) {
      ProcessSpec is = after.processes().get(was.namespec().name());
      if (is != null && !ConfigDiff.same(was, is)) {
        options.addAll(options(before.group(), was, after.group(), is));
        return options;
      }
    }
    return options;
  }

  private static List<Map<String, Object>> options(
      GroupSpec wasIn, ProcessSpec was, GroupSpec isIn, ProcessSpec is) {
    Map<String, Object> from = FleetConfig.program(wasIn, was, Map.of());
    Map<String, Object> to = FleetConfig.program(isIn, is, Map.of());
    TreeSet<String> names = new TreeSet<>(from.keySet());
    names.addAll(to.keySet());
    names.removeAll(PASSED_OVER);
    names.remove("environment");
    List<Map<String, Object>> options = new ArrayList<>();
    for (String name : names) {
      boolean automatic = name.endsWith("_logfile") && "AUTO".equals(to.get(name));
      if (!Objects.equals(from.get(name), to.get(name)) && !automatic) {
        options.add(option(name, from.get(name), to.get(name)));
      }
    }
    options.addAll(variables(was.environment(), is.environment()));
    return options;
  }

  /** That a variable changed, and never to what. */
  private static List<Map<String, Object>> variables(
      Map<String, String> was, Map<String, String> is) {
    TreeSet<String> names = new TreeSet<>(was.keySet());
    names.addAll(is.keySet());
    List<Map<String, Object>> options = new ArrayList<>();
    for (String name : names) {
      if (!Objects.equals(was.get(name), is.get(name))) {
        options.add(
            option(
                "environment " + name,
                was.containsKey(name) ? FleetConfig.MASK : null,
                is.containsKey(name) ? FleetConfig.MASK + " (another value)" : null));
      }
    }
    return options;
  }

  private static Map<String, Object> option(String name, Object from, Object to) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("option", name);
    json.put("from", from == null ? null : from.toString());
    json.put("to", to == null ? null : to.toString());
    return json;
  }
}
