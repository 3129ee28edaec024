package io.jsupervisor.daemon.os;

import java.util.Optional;

/** What a start comes to before anything is spawned. */
public sealed interface Planned {
  /**
   * To be spawned.
   *
   * @param standInFor set when the plan is only a stand-in: a child that says on its standard error
   *     what the program's own would have said, and exits with 127, as the classic tool's does; the
   *     fault says what is really wrong
   */
  record Ready(LaunchPlan plan, Optional<LaunchFault> standInFor) implements Planned {}

  /**
   * No child.
   *
   * @param spawnerr the classic text (spec 3.5)
   */
  record Refused(String spawnerr, LaunchFault fault) implements Planned {}
}
