package io.jsupervisor.daemon.streams;

import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Pid;
import io.jsupervisor.daemon.core.ProcessSpec;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The room that moves bytes, as the core sees it. Except where said, methods are called by the core
 * thread, never block, and their futures and callbacks complete on the stream thread.
 */
public interface Streams {
  /**
   * Opens (appending, creating) the logs of a process that is about to be spawned. May block on a
   * disk: never call it on the core or stream thread.
   *
   * @param stdoutLogfile resolved path, empty for none (likewise {@code stderrLogfile})
   * @throws LogOpenException when a log cannot be opened
   */
  OpenLogs openLogs(ProcessSpec spec, String stdoutLogfile, String stderrLogfile)
      throws LogOpenException;

  /** Logs that are open and not yet attached. */
  interface OpenLogs {
    /** Closes them, when the spawn they were opened for does not come about. Does not block. */
    void discard();
  }

  /**
   * Takes over the daemon's ends of a child's pipes. {@code logs} may still be opening: until they
   * are there the child's output waits in its pipes.
   *
   * @param listener its standard output is the protocol of event listeners
   * @param stdin -1 for none, likewise the others
   */
  void attach(
      ProcessSpec process,
      boolean listener,
      Pid pid,
      int stdin,
      int stdout,
      int stderr,
      CompletableFuture<OpenLogs> logs);

  /**
   * After the child's exit: reads what its pipes still hold, closes pipes and logs, then runs
   * {@code done} once. A pipe that a grandchild keeps open is read until it is empty, not until its
   * end.
   */
  void drain(Namespec process, Pid pid, Runnable done);

  /**
   * Reads what a command of ours writes, which is no process of the fleet: its output and errors
   * are one pipe, and only the last {@value #LAST_WORDS} bytes are kept. Closes its standard input.
   */
  void listen(Pid pid, int stdin, int output);

  /**
   * After the end of such a command: reads what its pipe still holds, closes it, and hands over the
   * last bytes, once.
   */
  void collect(Pid pid, Consumer<byte[]> lastWords);

  /** How many bytes of a command's output are kept. */
  int LAST_WORDS = 2048;

  /** Queues bytes for the child's standard input; fails with EPIPE's text when it is closed. */
  CompletableFuture<Void> write(Namespec process, Pid pid, byte[] bytes);

  /** Removes and re-creates the log files of a live process. */
  CompletableFuture<Void> clear(Namespec process);

  /** Closes and reopens every open log by its name. */
  CompletableFuture<Void> reopenAll();

  /** A log could not be opened. */
  final class LogOpenException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String errno;

    /**
     * @param errno the name of the error: EACCES, EISDIR, …
     */
    public LogOpenException(String path, String errno, Throwable cause) {
      super("cannot open log " + path + " (" + errno + ")", cause);
      this.errno = errno;
    }

    public String errno() {
      return errno;
    }
  }

  /** The processes whose streams are attached; for tests and the daemon page. */
  List<Namespec> attached();
}
