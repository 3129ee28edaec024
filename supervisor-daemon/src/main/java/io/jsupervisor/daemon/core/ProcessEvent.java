package io.jsupervisor.daemon.core;

/** What can happen to a process. */
public sealed interface ProcessEvent {
  /** Somebody, or autostart, wants it up. */
  record StartRequested() implements ProcessEvent {}

  /** Somebody wants it stopped. */
  record StopRequested(Goal afterwards) implements ProcessEvent {}

  /** The answer to {@link Effect.Spawn}: the child exists. */
  record Spawned(Pid pid) implements ProcessEvent {}

  /**
   * The answer to {@link Effect.Spawn}: there is no child.
   *
   * @param why the classic text that users see
   */
  record SpawnFailed(String why) implements ProcessEvent {}

  /** A signal could not be sent, for another reason than that the child is gone. */
  record SignalRefused(int errno) implements ProcessEvent {}

  /** The child was reaped and its output drained. */
  record ChildExited(ExitStatus status) implements ProcessEvent {}

  /** Its child has ended and left a successor, which is a child of ours now. */
  record Adopted(Pid pid) implements ProcessEvent {}

  /** The {@link ProcessState#deadline} has come. */
  record DeadlinePassed() implements ProcessEvent {}
}
