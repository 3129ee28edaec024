package io.jsupervisor.daemon.config;

import io.jsupervisor.daemon.core.DependentStartup.Wait;
import io.jsupervisor.daemon.core.StateName;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * {@code dependent_startup_wait_for=web:running db:exited,stopped}: programs with blanks between,
 * each with the states that will do. As the plug-in has it, a program alone waits for running.
 */
final class WaitFor {
  private WaitFor() {}

  static void check(String text) throws BadValueException {
    for (Wait wait : parse(text)) {
      if (wait.program().isEmpty() || wait.states().isEmpty()) {
        throw new BadValueException(
            '"' + text + "\" is not accepted",
            "write program:state[,state…] with blanks between; states are starting, running,"
                + " backoff, stopping, stopped, exited and fatal");
      }
    }
  }

  /** The waits of a text; one without states where a state is unknown. */
  static List<Wait> parse(String text) {
    List<Wait> waits = new ArrayList<>();
    for (String item : text.strip().split("\\s+", -1)) {
      int colon = item.indexOf(':');
      if (!item.isEmpty()) {
        waits.add(
            colon < 0
                ? new Wait(item, Set.of(StateName.RUNNING))
                : new Wait(item.substring(0, colon), states(item.substring(colon + 1))));
      }
    }
    return waits;
  }

  private static Set<StateName> states(String text) {
    Set<StateName> states = EnumSet.noneOf(StateName.class);
    for (String word : Words.list(text)) {
      try {
        states.add(StateName.valueOf(word.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException unknown) {
        return Set.of();
      }
    }
    return states;
  }
}
