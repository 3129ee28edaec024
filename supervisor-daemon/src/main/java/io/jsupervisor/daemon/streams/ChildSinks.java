package io.jsupervisor.daemon.streams;

import io.jsupervisor.daemon.core.LogSpec;
import io.jsupervisor.daemon.core.ProbeSpec;
import io.jsupervisor.daemon.streams.SharedLogs.SharedLog;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Puts together where the bytes of a child's channel go: live readers, the log or the console,
 * syslog, the journal, the line that says ready, events. Stream thread only.
 */
final class ChildSinks {
  private final Taps taps;
  private final Supplier<OutputRouting> routing;
  private final Consumer<String> warnings;
  private final Consumer<LogSink> written;

  /**
   * @param written told of each write to a log, which may have lost bytes
   */
  ChildSinks(
      Taps taps,
      Supplier<OutputRouting> routing,
      Consumer<String> warnings,
      Consumer<LogSink> written) {
    this.taps = taps;
    this.routing = routing;
    this.warnings = warnings;
    this.written = written;
  }

  /**
   * Everything that the channel's bytes go to; what is to be told of its end is noted in the child.
   */
  ByteSink of(ChildIo child, Channel channel, Optional<SharedLog> log) {
    List<ByteSink> sinks = new ArrayList<>();
    // Live readers first: they learn of a new file after the bytes that filled the old one.
    sinks.add(bytes -> taps.offer(child.process, channel, bytes));
    log.ifPresent(shared -> sinks.add(log(child, channel, shared)));
    return output(child, channel, sinks);
  }

  private ByteSink log(ChildIo child, Channel channel, SharedLog shared) {
    LogSink sink =
        new LogSink(
            child.process + " " + channel.name().toLowerCase(Locale.ROOT),
            shared,
            () -> taps.restarted(child.process, channel),
            warnings);
    child.logs.add(sink);
    ByteSink noted =
        bytes -> {
          sink.accept(bytes);
          written.accept(sink);
        };
    return shared.isConsole() ? onConsole(child, channel, noted) : noted;
  }

  private ByteSink onConsole(ChildIo child, Channel channel, ByteSink console) {
    return routing
        .get()
        .console()
        .map(
            form ->
                cutter(
                    child,
                    line -> console.accept(ByteBuffer.wrap(form.of(child.process, channel, line)))))
        .orElse(console);
  }

  private static ByteSink cutter(ChildIo child, Consumer<byte[]> lines) {
    LineCutter cutter = new LineCutter(lines);
    child.cutters.add(cutter);
    return cutter;
  }

  private ByteSink output(ChildIo child, Channel channel, List<ByteSink> sinks) {
    OutputRouting where = routing.get();
    if (child.listener && channel == Channel.STDOUT) {
      return new ProtocolOutput(child.process, child.pid, sinks, where);
    }
    LogSpec spec = channel == Channel.STDOUT ? child.spec.stdout() : child.spec.stderr();
    if (spec.syslog()) {
      sinks.add(new SyslogLines(child.process.name(), where.syslog()));
    }
    if (child
        .spec
        .extensions()
        .isOn(channel == Channel.STDOUT ? "stdout_journal" : "stderr_journal")) {
      JournalEntry entry = new JournalEntry(child.spec, child.pid, channel);
      Consumer<byte[]> journal = where.journal();
      sinks.add(cutter(child, line -> journal.accept(entry.of(line))));
    }
    readyLine(child).ifPresent(line -> sinks.add(line.channel()));
    ChannelOutput output = new ChannelOutput(child.process, child.pid, channel, spec, sinks, where);
    child.outputs.add(output);
    return output;
  }

  private Optional<ReadyLine> readyLine(ChildIo child) {
    if (child.readyLine.isEmpty()
        && child.spec.extensions().serving().readiness().map(ProbeSpec::check).orElse(null)
            instanceof ProbeSpec.Check.Log(String regex)) {
      OutputListener listener = routing.get().listener();
      child.readyLine =
          Optional.of(
              new ReadyLine(
                  regex,
                  () -> listener.lineMatched(child.process, child.pid),
                  text -> warnings.accept(child.process + ": " + text)));
    }
    return child.readyLine;
  }
}
