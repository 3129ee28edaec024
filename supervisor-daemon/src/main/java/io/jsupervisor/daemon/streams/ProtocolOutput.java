package io.jsupervisor.daemon.streams;

import io.jsupervisor.common.format.PythonText;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Pid;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The standard output of an event listener: each byte goes to its log and to who understands the
 * listener. It is neither captured nor made an event. Stream thread only.
 */
final class ProtocolOutput implements ByteSink {
  private final Namespec process;
  private final Pid pid;
  private final List<ByteSink> sinks;
  private final OutputRouting routing;

  ProtocolOutput(Namespec process, Pid pid, List<ByteSink> sinks, OutputRouting routing) {
    this.process = process;
    this.pid = pid;
    this.sinks = List.copyOf(sinks);
    this.routing = routing;
  }

  @Override
  public void accept(ByteBuffer bytes) {
    byte[] said = ChannelOutput.copy(bytes);
    OutputListener listener = routing.listener();
    if (listener.isDebugging()) {
      listener.debug(PythonText.repr(process.name()) + " stdout output:\n" + PythonText.repr(said));
    }
    ByteBuffer shown = routing.stripAnsi().getAsBoolean() ? AnsiEscapes.strip(bytes) : bytes;
    for (ByteSink sink : sinks) {
      sink.accept(shown.duplicate());
    }
    listener.heard(process, pid, said);
  }
}
