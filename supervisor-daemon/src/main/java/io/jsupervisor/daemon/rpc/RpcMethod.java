package io.jsupervisor.daemon.rpc;

import java.util.List;

/**
 * A method that clients may call.
 *
 * @param name with its namespace
 * @param types what it returns, then its parameters
 * @param required how many parameters must be given; those behind may be left out
 * @param alsoWhileStopping it answers while the daemon stops; all others fault then
 * @param help for {@code system.methodHelp}
 */
record RpcMethod(
    String name,
    List<String> types,
    int required,
    boolean alsoWhileStopping,
    String help,
    Handler handler) {
  /** Answers a call. Runs on a thread of the request's own and may wait. */
  interface Handler {
    Object answer(Arguments arguments) throws InterruptedException;
  }

  /** A method of {@code supervisor.} with all its parameters required. */
  static RpcMethod of(String name, String types, String help, Handler handler) {
    List<String> all = List.of(types.split(","));
    return new RpcMethod("supervisor." + name, all, all.size() - 1, false, help, handler);
  }

  /** The last parameter may be left out. */
  RpcMethod lastOptional() {
    return new RpcMethod(name, types, required - 1, alsoWhileStopping, help, handler);
  }

  RpcMethod whileStopping() {
    return new RpcMethod(name, types, required, true, help, handler);
  }

  /** The same method by the name it had before. */
  RpcMethod alias(String former) {
    return new RpcMethod("supervisor." + former, types, required, alsoWhileStopping, help, handler);
  }

  boolean takes(int arguments) {
    return arguments >= required && arguments < types.size();
  }
}
