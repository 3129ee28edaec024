package io.jsupervisor.daemon.core;

import java.util.ArrayList;
import java.util.List;

/** The outcome of one event: the new state, and what to do, in order. */
public record Step(ProcessState state, List<Effect> effects) {
  public Step {
    effects = List.copyOf(effects);
  }

  /** The same step with one effect before all others. */
  Step after(Effect first) {
    List<Effect> all = new ArrayList<>(effects.size() + 1);
    all.add(first);
    all.addAll(effects);
    return new Step(state, all);
  }
}
