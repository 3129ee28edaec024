package io.jsupervisor.daemon.core;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What the options of the supervisord-dependent-startup plug-in say: the process is started once,
 * after the daemon's start or the adding of its group, when what it waits for has happened.
 *
 * @param inheritPriority it counts as urgent as the most urgent program it waits for
 */
public record DependentStartup(List<Wait> waitFor, boolean inheritPriority) {
  public DependentStartup {
    waitFor = List.copyOf(waitFor);
  }

  /**
   * Every process of a program has been in one of the states, no matter in which it is now.
   *
   * @param program the name of its section
   */
  public record Wait(String program, Set<StateName> states) {
    public Wait {
      states = states.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(states));
    }
  }
}
