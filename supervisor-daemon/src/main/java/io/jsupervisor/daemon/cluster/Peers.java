package io.jsupervisor.daemon.cluster;

import io.jsupervisor.daemon.core.Namespec;
import java.util.Map;
import java.util.Set;

/**
 * Other machines, as the core sees them. No method waits: each reads or replaces an immutable
 * value.
 */
public interface Peers {
  /** Whether proxies of other machines may send requests to a process that is to leave. */
  enum Asked {
    /** No other machine has it in an upstream. */
    NEVER,
    /** They may: they have not said yet that they were told. */
    STILL,
    /** They have been told, or cannot be. */
    NO_LONGER
  }

  /** Whether there is a fleet at all. Any thread. */
  boolean present();

  /** What is known now. Any thread. */
  ClusterView view();

  /**
   * Processes, their readiness or who is held out may have changed. Core thread.
   *
   * @param held who is being taken out of the proxies, each with a number that is new each time
   * @param proxied the programs that proxies of this machine get from other machines
   */
  void changed(Map<Namespec, Long> held, Set<String> proxied);

  /** About a process that is held with this number. Core thread. */
  Asked asked(Namespec process, long number);

  /** This machine's proxies act by what the store had at this revision. Core thread. */
  void applied(long revision);

  /** There are no other machines. */
  Peers NONE =
      new Peers() {
        @Override
        public boolean present() {
          return false;
        }

        @Override
        public ClusterView view() {
          return ClusterView.NONE;
        }

        @Override
        public void changed(Map<Namespec, Long> held, Set<String> proxied) {}

        @Override
        public Asked asked(Namespec process, long number) {
          return Asked.NEVER;
        }

        @Override
        public void applied(long revision) {}
      };
}
