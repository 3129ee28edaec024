package io.jsupervisor.daemon.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Resource limits and niceness of a unit, by commands that become the program. */
final class UnitLimits {
  /** The options of prlimit(1). */
  private static final Map<String, String> LIMITS =
      new TreeMap<>(
          Map.of(
              "LimitNOFILE", "nofile",
              "LimitNPROC", "nproc",
              "LimitCORE", "core",
              "LimitMEMLOCK", "memlock",
              "LimitSTACK", "stack",
              "LimitAS", "as",
              "LimitDATA", "data",
              "LimitFSIZE", "fsize",
              "LimitRTPRIO", "rtprio",
              "LimitSIGPENDING", "sigpending"));

  /** Limits are set after the change of the user here, and before it by the others. */
  static final String ROOT_ALONE =
      "only root may go beyond the limits that the daemon has: raise those of jsupervisord.service"
          + " in a drop-in";

  private static final Pattern SIZE = Pattern.compile("(\\d+)([KMGT])");

  private UnitLimits() {}

  /** What goes before the command, with a blank at its end where there is something. */
  static String prefix(UnitFile unit, ProgramSection program) {
    List<String> limits = new ArrayList<>();
    LIMITS.forEach(
        (setting, option) ->
            unit.all(setting).forEach(value -> limits.add("--" + option + "=" + limit(value))));
    String nice = unit.last("Nice", "");
    boolean raises = !limits.isEmpty() || nice.startsWith("-");
    if (raises && unit.isSet("User")) {
      program.remark(ROOT_ALONE);
    }
    return (limits.isEmpty() ? "" : "prlimit " + String.join(" ", limits) + " -- ")
        + (nice.isEmpty() ? "" : "nice -n " + nice + " ");
  }

  /** systemd takes sizes, prlimit bytes. */
  private static String limit(String value) {
    Matcher size = SIZE.matcher(value.replace("infinity", "unlimited"));
    return size.replaceAll(
        found ->
            Long.toString(
                Long.parseLong(found.group(1)) << (10 * ("KMGT".indexOf(found.group(2)) + 1))));
  }
}
