package io.jsupervisor.daemon.streams;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Where output goes besides its log.
 *
 * @param stripAnsi whether escape sequences are taken out; asked for each piece
 * @param syslog takes one line, without its end; must not block
 */
public record OutputRouting(
    BooleanSupplier stripAnsi, Consumer<byte[]> syslog, OutputListener listener) {
  /** To the log alone. */
  public static final OutputRouting NONE =
      new OutputRouting(() -> false, line -> {}, OutputListener.NONE);
}
