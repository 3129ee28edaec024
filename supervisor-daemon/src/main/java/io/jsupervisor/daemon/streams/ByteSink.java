package io.jsupervisor.daemon.streams;

import java.nio.ByteBuffer;

/**
 * What becomes of a child's bytes. A stream's sinks are called in order with each piece as it was
 * read; what changes or withholds bytes later (strip_ansi, capture) is a sink in front of others,
 * and what only listens (syslog, PROCESS_LOG events) is one more behind them.
 */
interface ByteSink {
  /** Takes all remaining bytes. Stream thread; must not keep the buffer. */
  void accept(ByteBuffer bytes);
}
