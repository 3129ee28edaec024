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
 * @param kind {@code start}, {@code stop}, {@code restart}, {@code update}, …
 * @param done completed by the core thread with one result per process when every line has ended;
 *     never exceptionally
 */
public record Operation(
    String id,
    String kind,
    Instant begun,
    Progress progress,
    CompletableFuture<List<ProcessResult>> done) {
  /** One line per process; the result is there once that process is settled. */
  public record Line(Namespec namespec, Optional<ProcessResult> result) {}

  /** The lines as of now. */
  public interface Progress {
    List<Line> lines();
  }
}
