package io.jsupervisor.daemon.streams;

import java.nio.ByteBuffer;

/**
 * What becomes of a child's bytes. {@link ChannelOutput} (strip_ansi, capture, events) or {@link
 * ProtocolOutput} gets each piece as it was read, and gives what is left to those that stand for
 * the log: live readers, the file, syslog.
 */
interface ByteSink {
  /** Takes all remaining bytes. Stream thread; must not keep the buffer. */
  void accept(ByteBuffer bytes);
}
