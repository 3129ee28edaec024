package io.jsupervisor.daemon.fleet;

import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;

/** The operations in progress, and the last ones that ended. */
final class Operations {
  private static final int ENDED_KEPT = 200;

  private final Clockwork clockwork;
  private final Consumer<Runnable> afterPublish;
  private final Map<String, RunningOperation> byId = new ConcurrentHashMap<>();
  private final ConcurrentLinkedDeque<String> ended = new ConcurrentLinkedDeque<>();
  private long lastId;

  Operations(Clockwork clockwork, Consumer<Runnable> afterPublish) {
    this.clockwork = clockwork;
    this.afterPublish = afterPublish;
  }

  /** A new operation; its lines and stages are the caller's to make. Core thread only. */
  RunningOperation create(String kind) {
    RunningOperation operation =
        new RunningOperation(
            Long.toString(++lastId),
            kind,
            clockwork.wall(),
            done -> afterPublish.accept(() -> end(done)));
    byId.put(operation.view().id(), operation);
    return operation;
  }

  private void end(RunningOperation operation) {
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
    return Optional.ofNullable(byId.get(id)).map(RunningOperation::view);
  }

  /** The daemon ends: whatever is still open is given up, so that nobody waits for ever. */
  void abortAll() {
    byId.values().stream().filter(o -> !o.isEnded()).forEach(RunningOperation::abort);
  }

  void abort(String id, CompletableFuture<Operation> answer) {
    RunningOperation operation = byId.get(id);
    if (operation == null) {
      answer.completeExceptionally(
          new FaultException(Fault.BAD_NAME, "no operation has the id \"" + id + "\""));
    } else {
      operation.abort();
      answer.complete(operation.view());
    }
  }
}
