package io.jsupervisor.daemon.core;

/** What the machine wants done, in order. */
public sealed interface Effect {
  /** Start a child; answered by {@code Spawned} or {@code SpawnFailed}. */
  record Spawn() implements Effect {}

  /** The spawn that was ordered is not wanted any more; it must not happen nor be answered. */
  record CancelSpawn() implements Effect {}

  record Signal(Pid pid, io.jsupervisor.daemon.core.Signal signal, boolean wholeGroup)
      implements Effect {}

  /** Tell the world. */
  record Emit(StateChange change) implements Effect {}
}
