package io.jsupervisor.daemon.streams;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Where output goes besides its log.
 *
 * @param stripAnsi whether escape sequences are taken out; asked for each piece
 * @param syslog takes one line, without its end; must not block
 * @param journal takes one entry in the journal's native protocol; must not block
 * @param console the form of lines in the daemon's own standard output and error; empty leaves the
 *     bytes as they are
 */
public record OutputRouting(
    BooleanSupplier stripAnsi,
    Consumer<byte[]> syslog,
    OutputListener listener,
    Consumer<byte[]> journal,
    Optional<LineForm> console) {
  /** To the log alone. */
  public static final OutputRouting NONE =
      new OutputRouting(() -> false, line -> {}, OutputListener.NONE);

  /** Without a journal, raw on the console. */
  public OutputRouting(
      BooleanSupplier stripAnsi, Consumer<byte[]> syslog, OutputListener listener) {
    this(stripAnsi, syslog, listener, entry -> {}, Optional.empty());
  }
}
