package io.jsupervisor.daemon.main;

import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Pid;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.log.QueuedLog;
import io.jsupervisor.daemon.streams.Streams;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The streams of the children, and with {@link #reopenAll} the main log too. */
record ReopeningStreams(Streams streams, QueuedLog log) implements Streams {
  @Override
  public OpenLogs openLogs(ProcessSpec spec, String stdoutLogfile, String stderrLogfile)
      throws LogOpenException {
    return streams.openLogs(spec, stdoutLogfile, stderrLogfile);
  }

  @Override
  public void attach(
      ProcessSpec process,
      boolean listener,
      Pid pid,
      int stdin,
      int stdout,
      int stderr,
      CompletableFuture<OpenLogs> logs) {
    streams.attach(process, listener, pid, stdin, stdout, stderr, logs);
  }

  @Override
  public void drain(Namespec process, Pid pid, Runnable done) {
    streams.drain(process, pid, done);
  }

  @Override
  public void listen(Pid pid, int stdin, int output) {
    streams.listen(pid, stdin, output);
  }

  @Override
  public void collect(Pid pid, Consumer<byte[]> lastWords) {
    streams.collect(pid, lastWords);
  }

  @Override
  public CompletableFuture<Void> write(Namespec process, Pid pid, byte[] bytes) {
    return streams.write(process, pid, bytes);
  }

  @Override
  public CompletableFuture<Void> clear(Namespec process) {
    return streams.clear(process);
  }

  @Override
  public CompletableFuture<Void> reopenAll() {
    return CompletableFuture.allOf(log.reopen(), streams.reopenAll());
  }

  @Override
  public List<Namespec> attached() {
    return streams.attached();
  }
}
