package io.jsupervisor.daemon.streams;

import io.jsupervisor.common.format.PythonText;
import io.jsupervisor.daemon.core.LogSpec;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Pid;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/**
 * What becomes of one channel of one child, in the classic order: capture tokens are found, escapes
 * stripped, then the log or the capture buffer, the main log at level debug, and PROCESS_LOG events
 * get the piece. Where nothing of this is configured, bytes go to the log as they are. Stream
 * thread only.
 */
final class ChannelOutput implements ByteSink, CaptureMode.Target {
  private final Namespec process;
  private final Pid pid;
  private final Channel channel;
  private final boolean events;
  private final CaptureMode capture;
  private final CaptureMode.Captured captured;
  private final List<ByteSink> sinks;
  private final OutputRouting routing;

  /**
   * @param sinks what stands for the log: the file, live readers, syslog
   */
  ChannelOutput(
      Namespec process,
      Pid pid,
      Channel channel,
      LogSpec spec,
      List<ByteSink> sinks,
      OutputRouting routing) {
    this.process = process;
    this.pid = pid;
    this.channel = channel;
    this.events = spec.eventsEnabled();
    this.capture = spec.captureMaxBytes() > 0 ? new CaptureMode(this) : null;
    this.captured = new CaptureMode.Captured(spec.captureMaxBytes());
    this.sinks = List.copyOf(sinks);
    this.routing = routing;
  }

  @Override
  public void accept(ByteBuffer bytes) {
    if (capture == null) {
      outside(bytes);
    } else {
      capture.accept(bytes);
    }
  }

  /** Nothing more comes. */
  void end() {
    if (capture != null) {
      capture.end();
    }
  }

  @Override
  public void outside(ByteBuffer text) {
    ByteBuffer shown = stripped(text);
    for (ByteSink sink : sinks) {
      sink.accept(shown.duplicate());
    }
    tell(shown);
  }

  @Override
  public void inside(ByteBuffer text) {
    ByteBuffer shown = stripped(text);
    captured.add(shown.duplicate());
    tell(shown);
  }

  @Override
  public void complete() {
    routing.listener().communicated(process, pid, channel, captured.take());
    if (routing.listener().isDebugging()) {
      routing
          .listener()
          .debug(PythonText.repr(process.name()) + " " + word() + " emitted a comm event");
    }
  }

  private ByteBuffer stripped(ByteBuffer text) {
    return routing.stripAnsi().getAsBoolean() ? AnsiEscapes.strip(text) : text;
  }

  private void tell(ByteBuffer shown) {
    OutputListener listener = routing.listener();
    boolean log = events && listener.wantsLog(channel);
    if (!log && !listener.isDebugging()) {
      return;
    }
    byte[] data = copy(shown);
    if (listener.isDebugging()) {
      listener.debug(
          PythonText.repr(process.name()) + " " + word() + " output:\n" + PythonText.decoded(data));
    }
    if (log) {
      listener.logged(process, pid, channel, data);
    }
  }

  private String word() {
    return channel.name().toLowerCase(Locale.ROOT);
  }

  static byte[] copy(ByteBuffer bytes) {
    byte[] data = new byte[bytes.remaining()];
    bytes.duplicate().get(data);
    return data;
  }
}
