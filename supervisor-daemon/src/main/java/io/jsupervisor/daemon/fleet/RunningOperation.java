package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Namespec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * An operation while it runs: stages of lines, each stage begun when all lines of the one before
 * are settled. Written by the core thread; its public view is read by any.
 */
final class RunningOperation implements Operations.Running {
  private final Operation view;
  private final Consumer<RunningOperation> whenDone;
  private final List<OperationLine> lines = new ArrayList<>();
  private final List<ProcessResult> results = new ArrayList<>();
  private final List<Operation.Line> refused = new CopyOnWriteArrayList<>();
  private volatile List<OperationLine> published = List.of();
  private Runnable nextStage;
  private boolean begun;
  private boolean ended;
  private int open;

  RunningOperation(String id, String kind, Instant now, Consumer<RunningOperation> whenDone) {
    this.view = new Operation(id, kind, now, this::progress, new CompletableFuture<>());
    this.whenDone = whenDone;
  }

  @Override
  public Operation view() {
    return view;
  }

  /** In the order in which lines were settled, as the classic tool answers. */
  @Override
  public List<ProcessResult> results() {
    return List.copyOf(results);
  }

  @Override
  public boolean isEnded() {
    return ended;
  }

  /** Adds a line to the stage in preparation; it is watched until it is settled. */
  OperationLine add(ManagedProcess process, OperationLine.Wish wish) {
    OperationLine line = new OperationLine(process, wish, this);
    lines.add(line);
    open++;
    process.watch(line);
    return line;
  }

  /** A line for a process that will not come to be: its group was refused. */
  void refuse(Namespec namespec, String why) {
    ProcessResult result = new ProcessResult(namespec, Fault.FAILED, "UNKNOWN", why);
    refused.add(new Operation.Line(namespec, Optional.of(result), ""));
    results.add(result);
  }

  /**
   * What prepares the next stage once all lines so far are settled; it must call {@link #begin}.
   */
  void then(Runnable stage) {
    nextStage = stage;
  }

  /** All lines of the stage are there. */
  void begin() {
    begun = true;
    published = List.copyOf(lines);
    advance();
  }

  void onSettled(ProcessResult result) {
    results.add(result);
    open--;
    advance();
  }

  @Override
  public void abort() {
    giveUp();
  }

  /** Gives up what is open and what has not begun. */
  @Override
  public void giveUp() {
    nextStage = null;
    begun = true;
    for (OperationLine line : List.copyOf(lines)) {
      line.settle(Fault.FAILED, "the operation was aborted");
    }
    advance();
  }

  private void advance() {
    if (!begun || ended || open > 0) {
      return;
    }
    if (nextStage != null) {
      Runnable stage = nextStage;
      nextStage = null;
      begun = false;
      stage.run();
      return;
    }
    ended = true;
    whenDone.accept(this);
  }

  private List<Operation.Line> progress() {
    return Stream.concat(published.stream().map(OperationLine::view), refused.stream()).toList();
  }
}
