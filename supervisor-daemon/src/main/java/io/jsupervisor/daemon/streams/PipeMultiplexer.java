package io.jsupervisor.daemon.streams;

import io.jsupervisor.daemon.os.Clock;
import io.jsupervisor.daemon.os.Pipes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Waits for pipes and moves the bytes of those that are ready: of each output once a round, all
 * through one buffer; and what waits for a standard input, as there is room. Stream thread only.
 */
final class PipeMultiplexer {
  /** As much as the classic tool reads at once; a usual pipe holds half of it. */
  private static final int BUFFER = 128 * 1024;

  private final Pipes pipes;
  private final Clock clock;
  private final Consumer<String> warnings;
  private final Map<Long, Runnable> watches = new HashMap<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final ReadPace pace = new ReadPace();
  private long lastToken;

  /**
   * @param warnings told of pipes that the kernel does not watch
   */
  PipeMultiplexer(Pipes pipes, Clock clock, Consumer<String> warnings) {
    this.pipes = pipes;
    this.clock = clock;
    this.warnings = warnings;
  }

  /**
   * One round: waits as {@link Pipes#await} does, then moves what is ready.
   *
   * @param guarded runs the work on one pipe, whose fault must not end the others'
   */
  void round(long nanos, Consumer<Runnable> guarded) {
    int ready = pipes.await(nanos);
    pace.begin();
    for (int i = 0; i < ready; i++) {
      Runnable watch = watches.get(pipes.token(i));
      if (watch != null) {
        guarded.accept(watch);
      }
    }
  }

  /** How long the pipes may be left alone after a round. */
  long restNanos() {
    return pace.nanos();
  }

  /**
   * Reads an output from now on.
   *
   * @param whose names it in a warning
   * @param urgent the other end waits for us
   */
  ChildStream open(int fd, List<ByteSink> sinks, String whose, boolean urgent) {
    ChildStream stream = new ChildStream(pipes, fd, ++lastToken, sinks);
    watches.put(stream.token(), urgent ? () -> readUrgently(stream) : () -> read(stream));
    try {
      stream.watch();
    } catch (IOException refused) {
      warnings.accept(whose + " is read only at its end: " + refused.getMessage());
    }
    return stream;
  }

  private void read(ChildStream stream) {
    int bytes = stream.readOnce(buffer);
    if (bytes == Pipes.END) {
      watches.remove(stream.token());
    } else {
      pace.read(bytes, stream.sinceLastRead(clock.ticks()));
    }
  }

  private void readUrgently(ChildStream stream) {
    pace.urgent();
    if (stream.readOnce(buffer) == Pipes.END) {
      watches.remove(stream.token());
    }
  }

  /** Its child has ended: reads what is left, and closes it. */
  void drain(ChildStream stream) {
    watches.remove(stream.token());
    stream.drain(buffer);
  }

  /** Writes what waits for a standard input as soon as there is room. */
  void awaitRoom(StdinQueue stdin) throws IOException {
    if (!stdin.isEmpty() && stdin.token() == -1) {
      stdin.watch(++lastToken);
      watches.put(stdin.token(), () -> flush(stdin));
    }
  }

  private void flush(StdinQueue stdin) {
    pace.urgent();
    long token = stdin.token();
    try {
      stdin.flush();
      if (!stdin.isEmpty()) {
        return;
      }
      stdin.unwatch();
    } catch (IOException readsNoMore) {
      // Whoever wrote was told that it is queued; the next write is told EPIPE.
      stdin.close();
    }
    watches.remove(token);
  }

  void close(StdinQueue stdin) {
    watches.remove(stdin.token());
    stdin.close();
  }
}
