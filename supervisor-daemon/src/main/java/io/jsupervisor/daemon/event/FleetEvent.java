package io.jsupervisor.daemon.event;

import io.jsupervisor.daemon.core.Namespec;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** What happened in the fleet, for readers. The time is wall time, given by who publishes. */
public sealed interface FleetEvent {
  Instant time();

  /**
   * A process went from one state to another.
   *
   * @param from the classic state name, likewise {@code to}
   * @param pid 0 where there is none
   * @param cause why, in words: {@code exit status 3}, {@code start requested}
   */
  record StateChange(Instant time, Namespec namespec, String from, String to, int pid, String cause)
      implements FleetEvent {}

  /**
   * A process began to serve, or serves no more.
   *
   * @param why it does not; empty when it does, or when it is just not up
   */
  record ReadinessChange(Instant time, Namespec namespec, boolean ready, String why)
      implements FleetEvent {}

  /**
   * The daemon's own state changed.
   *
   * @param state RUNNING, RESTARTING or SHUTDOWN
   * @param statecode the classic code of it
   */
  record SupervisorChange(Instant time, String state, int statecode) implements FleetEvent {}

  /**
   * A proxy was told of an upstream, or could not be.
   *
   * @param in how many of its {@code instances} get requests
   * @param problem why the proxy may not know; empty when it does
   */
  record UpstreamChange(Instant time, String upstream, int in, int instances, String problem)
      implements FleetEvent {}

  /** A group came or went. */
  record GroupChange(Instant time, String group, Change change) implements FleetEvent {}

  /** A process came to a group that exists, or left one that goes on. */
  record ProcessChange(Instant time, Namespec namespec, Change change) implements FleetEvent {}

  /**
   * A roll or scale came to another phase with one process.
   *
   * @param id of the operation
   */
  record RollProgress(Instant time, String id, String kind, Namespec namespec, String phase)
      implements FleetEvent {}

  /**
   * A roll or scale has ended.
   *
   * @param outcome done, refused, rolled-back, stopped or aborted
   * @param reason one sentence for people
   */
  record RollEnd(Instant time, String id, String kind, String outcome, String reason)
      implements FleetEvent {}

  /** The files were read; the lists hold names of groups. */
  record ConfigRead(Instant time, List<String> added, List<String> changed, List<String> removed)
      implements FleetEvent {
    public ConfigRead {
      added = List.copyOf(added);
      changed = List.copyOf(changed);
      removed = List.copyOf(removed);
    }
  }

  /** What happened to a group. */
  enum Change {
    ADDED,
    REMOVED;

    /** {@code added}, {@code removed}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
