package io.jsupervisor.daemon.fleet;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/** The operations in progress, and the last ones that ended. */
final class Operations {
  private static final int ENDED_KEPT = 200;

  private final Clockwork clockwork;
  private final Map<String, Running> byId = new ConcurrentHashMap<>();
  private final ConcurrentLinkedDeque<String> ended = new ConcurrentLinkedDeque<>();
  private long lastId;

  Operations(Clockwork clockwork) {
    this.clockwork = clockwork;
  }

  /** An operation as its keeper sees it. Core thread only. */
  interface Running {
    Operation view();

    /** One per process, in the order in which they were settled. */
    List<ProcessResult> results();

    boolean isEnded();

    /** A user wants no more of it: it ends as soon as that is safe. */
    void abort();

    /** The daemon ends: it ends now. */
    void giveUp();
  }

  /** A new operation; its lines and stages are the caller's to make. Core thread only. */
  RunningOperation create(String kind) {
    RunningOperation operation =
        new RunningOperation(nextId(), kind, clockwork.wall(), this::ended);
    keep(operation);
    return operation;
  }

  String nextId() {
    return Long.toString(++lastId);
  }

  /** From now on it can be found and aborted. */
  void keep(Running operation) {
    byId.put(operation.view().id(), operation);
  }

  /** Its future is completed after the snapshot that shows its end. */
  void ended(Running operation) {
    clockwork.afterPublish(() -> end(operation));
  }

  private void end(Running operation) {
    ended.add(operation.view().id());
    Iterator<String> oldest = ended.iterator();
    for (int surplus = ended.size() - ENDED_KEPT; surplus > 0; surplus--) {
      byId.remove(oldest.next());
      oldest.remove();
    }
    operation.view().done().complete(operation.results());
  }

  /** Any thread. */
  Optional<Operation> find(String id) {
    return Optional.ofNullable(byId.get(id)).map(Running::view);
  }

  /** Any thread. */
  List<Operation> running() {
    return byId.values().stream()
        .map(Running::view)
        .filter(operation -> !operation.done().isDone())
        .sorted(Comparator.comparingLong(operation -> Long.parseLong(operation.id())))
        .toList();
  }

  /** The daemon ends: whatever is still open is given up, so that nobody waits for ever. */
  void abortAll() {
    byId.values().stream().filter(o -> !o.isEnded()).forEach(Running::giveUp);
  }

  void abort(String id, CompletableFuture<Operation> answer) {
    Running operation = byId.get(id);
    if (operation == null) {
      answer.completeExceptionally(
          new FaultException(Fault.BAD_NAME, "no operation has the id \"" + id + "\""));
    } else {
      operation.abort();
      answer.complete(operation.view());
    }
  }
}
