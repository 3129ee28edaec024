package io.jsupervisor.daemon.core;

import java.util.List;

/**
 * How a process is asked whether it serves ({@code readiness}) or whether it still lives ({@code
 * liveness}).
 *
 * @param intervalMillis from one question to the next
 * @param timeoutMillis after which a question counts as failed
 * @param failures in a row after which the answer is no
 */
public record ProbeSpec(Check check, long intervalMillis, long timeoutMillis, int failures) {
  /**
   * The word of the option: {@code tcp}, {@code http}, {@code exec}, {@code notify}, {@code log}.
   */
  public String kind() {
    return switch (check) {
      case Check.Tcp ignored -> "tcp";
      case Check.Http ignored -> "http";
      case Check.Exec ignored -> "exec";
      case Check.Notify ignored -> "notify";
      case Check.Log ignored -> "log";
    };
  }

  /** What is asked. */
  public sealed interface Check {
    /** A connection to host and port is accepted. */
    record Tcp() implements Check {}

    /**
     * GET of a path (with its query) answers with one of the codes; redirects are not followed.
     *
     * @param codes accepted, default 200 to 399
     */
    record Http(String path, List<CodeRange> codes) implements Check {
      public Http {
        codes = List.copyOf(codes);
      }

      /** Whether an answer with this status is a yes. */
      public boolean accepts(int status) {
        return codes.stream().anyMatch(range -> range.holds(status));
      }
    }

    /** A command, run as the program's user in its directory and environment, exits with 0. */
    record Exec(String command) implements Check {}

    /** The process itself says {@code READY=1} on $NOTIFY_SOCKET, sd_notify(3). */
    record Notify() implements Check {}

    /** A line of its output matches. */
    record Log(String regex) implements Check {}
  }

  /** HTTP status codes from {@code first} to {@code last}, both included. */
  public record CodeRange(int first, int last) {
    boolean holds(int status) {
      return first <= status && status <= last;
    }
  }
}
