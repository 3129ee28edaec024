package io.jsupervisor.daemon.core;

/** The classic event types, as {@code events=} names them. An abstract one stands for its kin. */
public enum EventType {
  EVENT(null),
  PROCESS_STATE(EVENT),
  PROCESS_STATE_STOPPED(PROCESS_STATE),
  PROCESS_STATE_EXITED(PROCESS_STATE),
  PROCESS_STATE_STARTING(PROCESS_STATE),
  PROCESS_STATE_STOPPING(PROCESS_STATE),
  PROCESS_STATE_BACKOFF(PROCESS_STATE),
  PROCESS_STATE_FATAL(PROCESS_STATE),
  PROCESS_STATE_RUNNING(PROCESS_STATE),
  PROCESS_STATE_UNKNOWN(PROCESS_STATE),
  PROCESS_COMMUNICATION(EVENT),
  PROCESS_COMMUNICATION_STDOUT(PROCESS_COMMUNICATION),
  PROCESS_COMMUNICATION_STDERR(PROCESS_COMMUNICATION),
  PROCESS_LOG(EVENT),
  PROCESS_LOG_STDOUT(PROCESS_LOG),
  PROCESS_LOG_STDERR(PROCESS_LOG),
  REMOTE_COMMUNICATION(EVENT),
  SUPERVISOR_STATE_CHANGE(EVENT),
  SUPERVISOR_STATE_CHANGE_RUNNING(SUPERVISOR_STATE_CHANGE),
  SUPERVISOR_STATE_CHANGE_STOPPING(SUPERVISOR_STATE_CHANGE),
  TICK(EVENT),
  TICK_5(TICK),
  TICK_60(TICK),
  TICK_3600(TICK),
  PROCESS_GROUP(EVENT),
  PROCESS_GROUP_ADDED(PROCESS_GROUP),
  PROCESS_GROUP_REMOVED(PROCESS_GROUP);

  private final EventType parent;

  EventType(EventType parent) {
    this.parent = parent;
  }

  /** Whether who subscribes to {@code wanted} gets this type. */
  public boolean is(EventType wanted) {
    return this == wanted || (parent != null && parent.is(wanted));
  }

  /** The type that tells that a process has come to {@code state}. */
  public static EventType of(StateName state) {
    return switch (state) {
      case STOPPED -> PROCESS_STATE_STOPPED;
      case STARTING -> PROCESS_STATE_STARTING;
      case RUNNING -> PROCESS_STATE_RUNNING;
      case BACKOFF -> PROCESS_STATE_BACKOFF;
      case STOPPING -> PROCESS_STATE_STOPPING;
      case EXITED -> PROCESS_STATE_EXITED;
      case FATAL -> PROCESS_STATE_FATAL;
      case UNKNOWN -> PROCESS_STATE_UNKNOWN;
    };
  }
}
