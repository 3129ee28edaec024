package io.jsupervisor.daemon.probe;

import io.jsupervisor.daemon.core.ProbeCourse;
import java.util.Optional;

/** The room that asks over the network, as the core sees it. Never blocks. */
public interface Probes {
  /**
   * Where and how to ask.
   *
   * @param host a name or an address
   * @param protocol uwsgi, or anything else: http probes then ask in HTTP
   */
  record Address(String host, int port, String protocol) {}

  /** What the answers come to. Told on a thread of this room; must not block. */
  interface Hearer {
    /**
     * The first time, and whenever it has changed.
     *
     * @param why for people; empty when the answer is yes
     */
    void heard(boolean yes, String why);
  }

  /** A probe that is asked. Any thread. */
  @FunctionalInterface
  interface Asking {
    /** Nobody is asked any more; an answer on its way may still be told. */
    void end();

    /** The last answer, told or not; empty before the first. */
    default Optional<ProbeAnswer> last() {
      return Optional.empty();
    }
  }

  /** Begins to ask, by tcp or http, until it is ended. */
  Asking ask(Address address, ProbeCourse course, Hearer hearer);

  /** Nobody is asked. */
  Probes NONE = (address, course, hearer) -> () -> {};
}
