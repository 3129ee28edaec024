package io.jsupervisor.ctl.client;

import io.jsupervisor.ctl.http.ConnectFailure;
import java.io.IOException;
import java.util.List;

/**
 * What commands ask of a daemon, in the classic terms. Every method may throw {@link
 * ConnectFailure}, {@link FaultException} where the daemon refuses, {@link HttpFailure} (401 among
 * them) and other IOExceptions. A request for one process that is refused is an {@link Outcome},
 * because the commands print it as a line of its own.
 */
public interface Daemon {
  /** The classic API version, as the first sign of life; faults while the daemon shuts down. */
  String apiVersion() throws IOException;

  /** The classic release whose behaviour the daemon gives. */
  String version() throws IOException;

  int pid() throws IOException;

  /** Sorted by group, then name. */
  List<ProcessInfo> processes() throws IOException;

  /** The same with {@code cpu} and {@code rss}, where the daemon measures them. */
  List<ProcessInfo> processesWithUsage() throws IOException;

  /** BAD_NAME when unknown. */
  ProcessInfo process(Target.One process) throws IOException;

  /** What the configuration that was read last holds, sorted by process name. */
  List<ProgramInfo> configured() throws IOException;

  /** Returns when every process is settled. BAD_NAME for a group. */
  List<Outcome> start(Target target) throws IOException;

  /** Returns when every process is settled. BAD_NAME for a group. */
  List<Outcome> stop(Target target) throws IOException;

  /** BAD_NAME for a group. */
  List<Outcome> signal(Target target, String signal) throws IOException;

  List<Outcome> clearLogs(Target target) throws IOException;

  /** Text for the standard input of a process. NOT_RUNNING, NO_FILE, BAD_NAME. */
  void sendStdin(Target.One process, String text) throws IOException;

  /** The path of an endless answer that has something to say when a process changes; or empty. */
  String changesPath();

  /** Reads the files and tells what differs. CANT_REREAD, SHUTDOWN_STATE. */
  ConfigChanges reread() throws IOException;

  /** Whether it is one of ours, which has {@link #rolls}. */
  default boolean isOurs() {
    return false;
  }

  /** Rolls and scale; an IOException with a sentence where the server knows none. */
  default Rolls rolls() throws IOException {
    throw new IOException(
        "this server is a classic supervisord: it knows no rolling restart, rolling update or"
            + " scale; those need jsupervisord");
  }

  /** What the proxies are told; an IOException with a sentence where the server knows none. */
  default List<Fields> upstreams() throws IOException {
    throw new IOException(
        "this server is a classic supervisord: it knows no upstreams; those need jsupervisord");
  }

  /** An upstream as the text of a proxy's file: nginx, apache, haproxy, or {@code own}. */
  default String upstreamText(String name, String proxy) throws IOException {
    throw new IOException("this server knows no upstream \"" + name + "\" for " + proxy);
  }

  /** All machines of the fleet and their processes, as this daemon knows them. */
  default Fields fleet() throws IOException {
    throw new IOException(
        "this server is a classic supervisord: it is in no fleet; that needs jsupervisord");
  }

  /** ALREADY_ADDED, BAD_NAME, SHUTDOWN_STATE. */
  void addGroup(String name) throws IOException;

  /** STILL_RUNNING, BAD_NAME. */
  void removeGroup(String name) throws IOException;

  /**
   * The end of a process's log, as raw as the protocol allows. BAD_NAME, NO_FILE, FAILED.
   *
   * @param offset negative: so many bytes before the end; else a position from the start
   */
  byte[] readLog(Target.One process, Channel channel, long offset) throws IOException;

  /** The end of the daemon's own log. NO_FILE, FAILED. */
  byte[] readMainLog(long offset) throws IOException;

  /** Stops everything and starts anew. Returns at once. */
  void reload() throws IOException;

  /** Stops everything and ends. Returns at once. */
  void shutdown() throws IOException;

  /** A log of a process. */
  enum Channel {
    STDOUT("stdout"),
    STDERR("stderr");

    private final String word;

    Channel(String word) {
      this.word = word;
    }

    /** As in paths and on command lines. */
    public String word() {
      return word;
    }
  }
}
