package io.jsupervisor.daemon.streams;

import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Pid;

/**
 * Who wants to know what children write. Called on the stream thread; must not block. What is told
 * of a child is told before its {@code drain} is done.
 */
public interface OutputListener {
  /** Whether PROCESS_LOG events of a channel are of use to anybody at the moment. */
  boolean wantsLog(Channel channel);

  /** A piece of output, as it was read, of a process that asks for PROCESS_LOG events. */
  void logged(Namespec process, Pid pid, Channel channel, byte[] data);

  /** What stood between the capture tokens. */
  void communicated(Namespec process, Pid pid, Channel channel, byte[] data);

  /** What an event listener says to us on its standard output. */
  void heard(Namespec listener, Pid pid, byte[] data);

  /** A line matches {@code readiness=log REGEX}; once in the life of a child. */
  default void lineMatched(Namespec process, Pid pid) {}

  /** Whether {@link #debug} writes anything. */
  boolean isDebugging();

  /** A line for the main log. */
  void debug(String line);

  /** Nobody. */
  OutputListener NONE =
      new OutputListener() {
        @Override
        public boolean wantsLog(Channel channel) {
          return false;
        }

        @Override
        public void logged(Namespec process, Pid pid, Channel channel, byte[] data) {}

        @Override
        public void communicated(Namespec process, Pid pid, Channel channel, byte[] data) {}

        @Override
        public void heard(Namespec listener, Pid pid, byte[] data) {}

        @Override
        public boolean isDebugging() {
          return false;
        }

        @Override
        public void debug(String line) {}
      };
}
