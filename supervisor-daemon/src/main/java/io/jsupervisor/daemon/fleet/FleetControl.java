package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Namespec;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What the HTTP room, the signal handlers and tests may ask of the fleet. Any thread; nothing here
 * blocks. Futures fail with {@link FaultException} when the request is refused as a whole, and are
 * completed by the core thread: continue on a thread of your own.
 */
public interface FleetControl {
  FleetSnapshot snapshot();

  /**
   * Accepts a command. The future completes as soon as the core has resolved the names and begun;
   * the operation's own future when every process is settled.
   */
  CompletableFuture<Operation> submit(Command command);

  /** An operation of this run that is in progress or ended not long ago. */
  Optional<Operation> operation(String id);

  /** Those in progress, oldest first. */
  List<Operation> operations();

  /**
   * Stops pursuing an operation: what has begun goes on, what has not is given up. A roll ends when
   * what is begun is back in rotation.
   */
  CompletableFuture<Operation> abort(String id);

  /** Reads the files and tells what differs; changes nothing that runs. CANT_REREAD when bad. */
  CompletableFuture<ConfigChanges> reread();

  /** Adds a group of the configuration read last. ALREADY_ADDED, BAD_NAME. */
  CompletableFuture<Void> addGroup(String name);

  /** Removes a group whose processes are all stopped. BAD_NAME, STILL_RUNNING. */
  CompletableFuture<Void> removeGroup(String name);

  /** What the proxies are told, in the order of the configuration; connections counted anew. */
  CompletableFuture<List<UpstreamView>> upstreams();

  /** What a process is asked by probes, and what was answered last. BAD_NAME. */
  CompletableFuture<List<ProbeView>> probes(Namespec process);

  /** Writes to the standard input of a process. BAD_NAME, NOT_RUNNING, NO_FILE. */
  CompletableFuture<Void> sendStdin(Namespec process, byte[] bytes);

  /** Tells event listeners what a remote client has to say; also while the daemon is stopping. */
  CompletableFuture<Void> tellListeners(String type, String data);

  /** Stops everything and starts anew from the files. Returns before the work starts. */
  CompletableFuture<Void> reload();

  /** Stops everything and ends the daemon. Returns before the work starts. */
  CompletableFuture<Void> shutdown();

  /** Reopens the main log and the logs of live processes. */
  CompletableFuture<Void> reopenLogs();
}
