package io.jsupervisor.daemon.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts output into lines for syslog, the name of its process in front of each. Line ends at the end
 * of a piece count for nothing, as with the classic tool.
 */
final class SyslogLines implements ByteSink {
  private final byte[] prefix;
  private final Consumer<byte[]> syslog;

  SyslogLines(String processName, Consumer<byte[]> syslog) {
    this.prefix = (processName + " ").getBytes(UTF_8);
    this.syslog = syslog;
  }

  @Override
  public void accept(ByteBuffer bytes) {
    byte[] data = ChannelOutput.copy(bytes);
    int end = data.length;
    while (end > 0 && data[end - 1] == '\n') {
      end--;
    }
    int from = 0;
    for (int i = 0; i < end; i++) {
      if (data[i] == '\n') {
        send(data, from, i);
        from = i + 1;
      }
    }
    send(data, from, end);
  }

  private void send(byte[] data, int from, int to) {
    byte[] line = Arrays.copyOf(prefix, prefix.length + to - from);
    System.arraycopy(data, from, line, prefix.length, to - from);
    syslog.accept(line);
  }
}
