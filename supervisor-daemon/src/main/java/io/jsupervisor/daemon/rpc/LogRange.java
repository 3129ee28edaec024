package io.jsupervisor.daemon.rpc;

import io.jsupervisor.daemon.fleet.Fault;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalLong;

/** Which bytes of a log an offset and a length mean (spec section 7.3). */
final class LogRange {
  /** Far above any log, and far below where sums overflow. */
  private static final long FAR = 1L << 60;

  private static final Path NOWHERE = Path.of("/dev/null");

  private LogRange() {}

  static LogSlice read(Path log, long offset, long length) {
    if (offset < 0 ? length != 0 : length < 0) {
      throw new RpcFault(Fault.BAD_ARGUMENTS);
    }
    long size = size(log).orElseThrow(() -> new RpcFault(Fault.FAILED));
    long from = offset < 0 ? Math.max(0, size + offset) : Math.min(offset, size);
    long rest = size - from;
    return new LogSlice(log, from, length == 0 ? rest : Math.min(length, rest));
  }

  static List<Object> tail(Path log, long givenOffset, long givenLength) {
    long offset = Math.clamp(givenOffset, -FAR, FAR);
    long length = Math.clamp(givenLength, -FAR, FAR);
    OptionalLong found = size(log);
    if (found.isEmpty()) {
      return List.of("", givenOffset, false);
    }
    long size = found.getAsLong();
    boolean overflow = size > offset + length;
    if (overflow) {
      offset = size - 1;
    }
    if (offset + length > size) {
      length = offset > size - 1 ? 0 : length;
      offset = size - length;
    }
    long from = Math.max(0, offset);
    long count = Math.clamp(length, 0, size - Math.min(from, size));
    return List.of(new LogSlice(log, from, count), size, overflow);
  }

  /** Empty for what cannot be read by position: a pipe would keep the reader waiting. */
  private static OptionalLong size(Path log) {
    if (log.equals(NOWHERE)) {
      return OptionalLong.of(0);
    }
    if (!Files.isRegularFile(log)) {
      return OptionalLong.empty();
    }
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
      return OptionalLong.of(channel.size());
    } catch (IOException unreadable) {
      return OptionalLong.empty();
    }
  }
}
