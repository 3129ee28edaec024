package io.jsupervisor.daemon.streams;

import io.jsupervisor.daemon.core.Pid;
import io.jsupervisor.daemon.os.Pipes;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What commands write that are no processes of the fleet (probes, reload commands): the last
 * {@value Streams#LAST_WORDS} bytes of each are kept. Stream thread only.
 */
final class CommandOutputs {
  private final Pipes pipes;
  private final Map<Pid, Heard> commands = new HashMap<>();

  /** A command's output and what is kept of it. */
  private record Heard(ChildStream stream, LastBytes kept) {}

  CommandOutputs(Pipes pipes) {
    this.pipes = pipes;
  }

  /** The stream to read from now on. */
  ChildStream open(Pid pid, int output, long token) {
    LastBytes kept = new LastBytes(Streams.LAST_WORDS);
    ChildStream stream = new ChildStream(pipes, output, token, List.of(kept));
    commands.put(pid, new Heard(stream, kept));
    return stream;
  }

  /**
   * Drains and closes the stream of a command that has ended.
   *
   * @param closed told of the stream, where there is one
   * @return its last words
   */
  byte[] end(Pid pid, Consumer<ChildStream> closed, ByteBuffer buffer) {
    Heard heard = commands.remove(pid);
    if (heard == null) {
      return new byte[0];
    }
    closed.accept(heard.stream);
    heard.stream.drain(buffer);
    return heard.kept.toArray();
  }

  /** The daemon ends. */
  void endAll(ByteBuffer buffer) {
    commands.values().forEach(heard -> heard.stream.drain(buffer));
    commands.clear();
  }
}
