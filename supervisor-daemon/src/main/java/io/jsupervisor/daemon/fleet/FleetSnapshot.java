package io.jsupervisor.daemon.fleet;

import java.time.Instant;
import java.util.List;

/**
 * The fleet as of a moment; immutable.
 *
 * @param state RUNNING, RESTARTING or SHUTDOWN
 * @param groups in ascending priority, then in order of creation
 */
public record FleetSnapshot(SupervisorState state, Instant started, List<GroupView> groups) {
  public FleetSnapshot {
    groups = List.copyOf(groups);
  }

  /** The daemon's own state, with the classic codes. */
  public enum SupervisorState {
    RUNNING(1),
    RESTARTING(0),
    SHUTDOWN(-1);

    private final int code;

    SupervisorState(int code) {
      this.code = code;
    }

    public int code() {
      return code;
    }
  }

  /** A group; its processes in the order of their definition. */
  public record GroupView(String name, int priority, List<ProcessView> processes) {
    public GroupView {
      processes = List.copyOf(processes);
    }
  }
}
