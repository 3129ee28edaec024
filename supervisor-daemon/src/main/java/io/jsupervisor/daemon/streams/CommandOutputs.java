package io.jsupervisor.daemon.streams;

import io.jsupervisor.daemon.core.Pid;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What commands write that are no processes of the fleet (probes, reload commands): the last
 * {@value Streams#LAST_WORDS} bytes of each are kept. Stream thread only.
 */
final class CommandOutputs {
  private final PipeMultiplexer pipes;
  private final Map<Pid, Heard> commands = new HashMap<>();

  /** A command's output and what is kept of it. */
  private record Heard(ChildStream stream, LastBytes kept) {}

  CommandOutputs(PipeMultiplexer pipes) {
    this.pipes = pipes;
  }

  /** Reads what a command writes from now on. */
  void begin(Pid pid, int output) {
    LastBytes kept = new LastBytes(Streams.LAST_WORDS);
    ChildStream stream =
        pipes.open(output, List.of(kept), "output of a command", /* urgent= */ false);
    commands.put(pid, new Heard(stream, kept));
  }

  /**
   * Drains and closes the stream of a command that has ended.
   *
   * @return its last words
   */
  byte[] end(Pid pid) {
    Heard heard = commands.remove(pid);
    if (heard == null) {
      return new byte[0];
    }
    pipes.drain(heard.stream);
    return heard.kept.toArray();
  }

  /** The daemon ends. */
  void endAll() {
    commands.values().forEach(heard -> pipes.drain(heard.stream));
    commands.clear();
  }
}
