package io.jsupervisor.daemon.event;

import io.jsupervisor.common.format.PythonText;
import io.jsupervisor.daemon.core.EventType;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.StateChange;

/** An event as event listeners get it: its type, and its body word for word (spec section 9.1). */
public sealed interface ClassicEvent {
  /** The concrete type. */
  EventType type();

  /** The body; made when it is sent, for most events never are. */
  String payload();

  /** About how many bytes it keeps in memory. */
  default int weight() {
    return OVERHEAD;
  }

  /** An event without its text, in bytes. */
  int OVERHEAD = 128;

  /** A process came to another state. */
  record ProcessState(Namespec process, StateChange change) implements ClassicEvent {
    @Override
    public EventType type() {
      return EventType.of(change.to());
    }

    @Override
    public String payload() {
      String common =
          "processname:%s groupname:%s from_state:%s"
              .formatted(process.name(), process.group(), change.from());
      return common
          + switch (change.to()) {
            case STARTING, BACKOFF -> " tries:" + change.tries();
            case RUNNING, STOPPING, STOPPED -> " pid:" + change.pid();
            case EXITED -> " expected:" + (change.expected() ? 1 : 0) + " pid:" + change.pid();
            case FATAL, UNKNOWN -> "";
          };
    }
  }

  /** A process wrote something: PROCESS_LOG, with its channel. */
  record ProcessLog(Namespec process, int pid, boolean stderr, byte[] data)
      implements ClassicEvent {
    @Override
    public EventType type() {
      return stderr ? EventType.PROCESS_LOG_STDERR : EventType.PROCESS_LOG_STDOUT;
    }

    @Override
    public String payload() {
      return "processname:%s groupname:%s pid:%d channel:%s\n"
              .formatted(process.name(), process.group(), pid, stderr ? "stderr" : "stdout")
          + PythonText.decoded(data);
    }

    @Override
    public int weight() {
      return OVERHEAD + data.length;
    }
  }

  /** A process sent something between the capture tokens. */
  record ProcessCommunication(Namespec process, int pid, boolean stderr, byte[] data)
      implements ClassicEvent {
    @Override
    public EventType type() {
      return stderr
          ? EventType.PROCESS_COMMUNICATION_STDERR
          : EventType.PROCESS_COMMUNICATION_STDOUT;
    }

    @Override
    public String payload() {
      return "processname:%s groupname:%s pid:%d\n".formatted(process.name(), process.group(), pid)
          + PythonText.decoded(data);
    }

    @Override
    public int weight() {
      return OVERHEAD + data.length;
    }
  }

  /** Somebody sent it by {@code sendRemoteCommEvent}. */
  record RemoteCommunication(String kind, String data) implements ClassicEvent {
    @Override
    public EventType type() {
      return EventType.REMOTE_COMMUNICATION;
    }

    @Override
    public String payload() {
      return "type:" + kind + "\n" + data;
    }

    @Override
    public int weight() {
      return OVERHEAD + 2 * data.length();
    }
  }

  /** The daemon runs, or begins to stop. */
  record SupervisorState(boolean running) implements ClassicEvent {
    @Override
    public EventType type() {
      return running
          ? EventType.SUPERVISOR_STATE_CHANGE_RUNNING
          : EventType.SUPERVISOR_STATE_CHANGE_STOPPING;
    }

    @Override
    public String payload() {
      return "";
    }
  }

  /**
   * A new slice of time has begun.
   *
   * @param type TICK_5, TICK_60 or TICK_3600
   * @param when its first second, since the epoch
   */
  record Tick(EventType type, long when) implements ClassicEvent {
    @Override
    public String payload() {
      return "when:" + when;
    }
  }

  /** A group came or went. Its body, and no other, ends with a line feed. */
  record Group(String name, boolean added) implements ClassicEvent {
    @Override
    public EventType type() {
      return added ? EventType.PROCESS_GROUP_ADDED : EventType.PROCESS_GROUP_REMOVED;
    }

    @Override
    public String payload() {
      return "groupname:" + name + "\n";
    }
  }
}
