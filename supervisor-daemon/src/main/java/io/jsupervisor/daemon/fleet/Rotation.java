package io.jsupervisor.daemon.fleet;

import java.util.Optional;

/** Which instances the proxies may send requests to. Core thread only. */
interface Rotation {
  /**
   * Takes an instance out of every upstream that names its program, waits until the proxies have
   * switched and its connections have ended, at most {@code drain_secs}; then runs {@code out} on
   * the core, once. Where no upstream names it there is nothing to wait for. Asking again for one
   * that is out already, or on its way, runs {@code out} when it is.
   */
  void takeOut(ManagedProcess process, Runnable out);

  /** It may get requests again as soon as it is ready. */
  void putBack(ManagedProcess process);

  /**
   * The same, and runs {@code in} on the core, once, in any case: when the proxies have been told
   * of it, or at once where there is nobody to tell. A roll does not touch the next instance
   * before.
   */
  default void putBack(ManagedProcess process, Runnable in) {
    putBack(process);
    in.run();
  }

  /**
   * Why a proxy may not know what was asked for this instance; empty when it does. To be asked when
   * {@link #takeOut} answers: a proxy that could not be told still sends requests.
   */
  default Optional<String> problem(ManagedProcess process) {
    return Optional.empty();
  }

  /** No upstream is configured. */
  Rotation NONE =
      new Rotation() {
        @Override
        public void takeOut(ManagedProcess process, Runnable out) {
          out.run();
        }

        @Override
        public void putBack(ManagedProcess process) {}
      };
}
