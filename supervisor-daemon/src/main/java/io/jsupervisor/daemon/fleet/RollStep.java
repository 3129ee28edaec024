package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.StateName;
import java.util.Optional;

/**
 * What a roll does to one process: without {@code before} it is added, without {@code after}
 * removed, with both it is replaced.
 *
 * @param before what it is defined by now
 * @param after what it is to be defined by
 */
record RollStep(
    Namespec who, Optional<Definition> before, Optional<Definition> after, Begin begin) {
  /** Whether the process is started once it has its definition. */
  enum Begin {
    ALWAYS,
    /** A new one that has {@code autostart}. */
    AUTOSTART,
    /** If it runs, or was given up (FATAL), or is in BACKOFF; who was stopped stays so. */
    AS_IT_IS,
    /** The same, and who has EXITED too if it has {@code autostart}: its definition is new. */
    AS_IT_IS_OR_EXITED,
    NEVER
  }

  static RollStep add(Definition definition, Begin begin) {
    return new RollStep(
        definition.spec().namespec(), Optional.empty(), Optional.of(definition), begin);
  }

  static RollStep remove(Definition definition) {
    return new RollStep(
        definition.spec().namespec(), Optional.of(definition), Optional.empty(), Begin.NEVER);
  }

  static RollStep restart(Definition definition) {
    return replace(definition, definition, Begin.AS_IT_IS);
  }

  static RollStep replace(Definition before, Definition after, Begin begin) {
    return new RollStep(before.spec().namespec(), Optional.of(before), Optional.of(after), begin);
  }

  /**
   * The way back.
   *
   * @param ran whether the process ran before or after this step
   */
  RollStep undone(boolean ran) {
    return new RollStep(
        who, /* before= */ after, /* after= */ before, ran ? Begin.ALWAYS : Begin.NEVER);
  }

  boolean isAdd() {
    return before.isEmpty();
  }

  boolean isRemove() {
    return after.isEmpty();
  }

  /** Nothing but the process is new. */
  boolean isRestart() {
    return after.equals(before);
  }

  /** Whether the process, as it is now, is started once it has its definition. */
  boolean starts(ManagedProcess process) {
    boolean autostart = either().spec().start().autostart();
    return switch (begin) {
      case ALWAYS -> true;
      case AUTOSTART -> autostart;
      case AS_IT_IS -> process.isWanted();
      case AS_IT_IS_OR_EXITED ->
          process.isWanted() || (autostart && process.shownAs() == StateName.EXITED);
      case NEVER -> false;
    };
  }

  /** A definition that tells the program and its rules. */
  Definition either() {
    return after.or(() -> before).orElseThrow();
  }

  RollStep withLogs(ManagedProcess.LogFiles logs) {
    return new RollStep(who, before, after.map(d -> d.withLogs(logs)), begin);
  }
}
