package io.jsupervisor.daemon.os;

/** Who looks after the daemon itself, told by the protocol of sd_notify(3). */
public interface ServiceManager {
  /** Nobody listens. */
  ServiceManager NONE =
      new ServiceManager() {
        @Override
        public boolean tell(String state) {
          return true;
        }

        @Override
        public long watchdogNanos() {
          return 0;
        }
      };

  /**
   * Says something; never waits. Core thread.
   *
   * @param state lines of {@code NAME=value}
   * @return false when it has no room at present: say it again later
   */
  boolean tell(String state);

  /** How often it must hear {@code WATCHDOG=1} at least; 0 when it does not wait for that. */
  long watchdogNanos();
}
