package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Namespec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A user's request in progress. Read by any thread.
 *
 * @param id unique in this run of the daemon
 * @param kind {@code start}, {@code stop}, {@code restart}, {@code update}, {@code
 *     rolling-restart}, {@code rolling-update}, {@code scale}, …
 * @param done completed by the core thread with one result per process when every line has ended;
 *     never exceptionally
 */
public record Operation(
    String id,
    String kind,
    Instant begun,
    Progress progress,
    CompletableFuture<List<ProcessResult>> done) {
  /**
   * One line per process; the result is there once that process is settled.
   *
   * @param phase where a roll is with it: pending, draining, stopping, waiting for dependencies,
   *     starting, waiting for ready, done, failed; empty in other operations
   */
  public record Line(Namespec namespec, Optional<ProcessResult> result, String phase) {}

  /** What a roll or a scale came to as a whole. */
  public enum Outcome {
    DONE("done"),
    /** Nothing was changed. */
    REFUSED("refused"),
    /** What was changed went back to the definition before. */
    ROLLED_BACK("rolled-back"),
    /** It ended half-way. */
    STOPPED("stopped"),
    /** A user ended it half-way. */
    ABORTED("aborted");

    private final String word;

    Outcome(String word) {
      this.word = word;
    }

    /** As the API says it. */
    public String word() {
      return word;
    }
  }

  /**
   * How it ended.
   *
   * @param reason one sentence for people
   */
  public record Verdict(Outcome outcome, String reason) {}

  /** The lines as of now. */
  public interface Progress {
    List<Line> lines();

    /** How a roll or scale ended; empty while it runs, and always for other operations. */
    default Optional<Verdict> verdict() {
      return Optional.empty();
    }
  }
}
