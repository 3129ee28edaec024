package io.jsupervisor.daemon.streams;

import io.jsupervisor.daemon.core.Namespec;

/** How a child's line looks among those of others. */
public interface LineForm {
  /**
   * A line with its end.
   *
   * @param line as the child wrote it, without its end
   */
  byte[] of(Namespec process, Channel channel, byte[] line);
}
