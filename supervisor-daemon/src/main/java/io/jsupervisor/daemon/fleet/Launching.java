package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.config.GroupSpec.FcgiSocket;
import io.jsupervisor.daemon.config.SocketSpec;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.os.LaunchFault;
import io.jsupervisor.daemon.os.LaunchPlan;
import io.jsupervisor.daemon.os.Planned;
import io.jsupervisor.daemon.os.Processes;
import io.jsupervisor.daemon.streams.Streams;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The part of a start that touches disks: looking the command up, opening logs, finding out why an
 * exec failed. Runs on preparing threads, never on the core.
 */
public interface Launching {
  /**
   * @param socket what becomes standard input, when it is not a pipe; may still be opening
   * @param opening told of what is ready but for its logs, before these are opened: their disk may
   *     be slow. On the same thread
   */
  Prepared prepare(
      ProcessSpec spec,
      String stdoutLogfile,
      String stderrLogfile,
      Optional<CompletableFuture<Integer>> socket,
      Consumer<Prepared.Ready> opening);

  /**
   * Opens the socket of an fcgi-program.
   *
   * @throws UncheckedIOException with a sentence for people
   */
  int openSocket(FcgiSocket address);

  void closeSocket(FcgiSocket address, int descriptor);

  /**
   * Binds those {@code [socket:x]} that are new or have another address, and leaves the others as
   * they are. One that cannot be bound keeps its old address, if it has one.
   *
   * @param all of the configuration
   * @param wanted which of them; the others are left alone
   */
  default Holding holdSockets(List<SocketSpec> all, Predicate<SocketSpec> wanted) {
    return new Holding(Map.of(), Set.of());
  }

  /** Closes every {@code [socket:x]} that is not among these. */
  default void releaseSockets(Set<String> keep) {}

  /**
   * What became of listeners.
   *
   * @param refused why, by name
   * @param moved the names of those that have another address now: who has the old one must be
   *     started anew
   */
  record Holding(Map<String, String> refused, Set<String> moved) {
    public Holding {
      refused = Map.copyOf(refused);
      moved = Set.copyOf(moved);
    }
  }

  /**
   * What posix_spawn(3) was refused for: a child that shows it as the classic tool does, or, where
   * no process can be made at all, the classic refusal. Takes over the logs of {@code refused}.
   */
  Prepared standIn(ProcessSpec spec, Prepared.Ready refused, Processes.SpawnResult.Failed failed);

  /** The check that a start request makes before anything else; empty when all is well. */
  Optional<Unstartable> check(ProcessSpec spec);

  /**
   * The command cannot be started.
   *
   * @param fault NO_FILE, NOT_EXECUTABLE, or SPAWN_ERROR where its environment is not complete
   * @param spawnerr the classic text
   */
  record Unstartable(Fault fault, String spawnerr) {}

  /** Looks up a command of the configuration that is no program. */
  PreparedCommand command(CommandRunner.Run command);

  /** Looks up a command line that is run as {@code program} itself is. */
  PreparedCommand commandAs(ProcessSpec program, String command);

  /** What looking a command up came to. */
  sealed interface PreparedCommand {
    record Ready(LaunchPlan plan) implements PreparedCommand {}

    /**
     * @param why a sentence for people
     */
    record Refused(String why) implements PreparedCommand {}

    /** A command has no use for a stand-in that shows its failure: nobody reads its log. */
    static PreparedCommand of(Planned planned) {
      return switch (planned) {
        case Planned.Ready(var ignored, Optional<LaunchFault> fault) when fault.isPresent() ->
            new Refused(fault.get().detail());
        case Planned.Ready(LaunchPlan plan, var ignored) -> new Ready(plan.withRedirectedStderr());
        case Planned.Refused(var ignored, LaunchFault fault) -> new Refused(fault.detail());
      };
    }
  }

  /** What a preparation came to. */
  sealed interface Prepared {
    /**
     * @param logs may still be opening; the child's output waits in its pipes until then
     * @param fault set when {@code plan} is a stand-in that shows a failure
     */
    record Ready(
        LaunchPlan plan, CompletableFuture<Streams.OpenLogs> logs, Optional<LaunchFault> fault)
        implements Prepared {
      /** Gives the logs back. */
      public void discard() {
        var ignored = logs.thenAccept(Streams.OpenLogs::discard);
      }
    }

    record Refused(String spawnerr, LaunchFault fault) implements Prepared {}
  }
}
