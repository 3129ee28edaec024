package io.jsupervisor.daemon.streams;

import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Pid;
import io.jsupervisor.daemon.core.ProcessSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Everything of one child that the stream thread holds. Stream thread only. */
final class ChildIo {
  final ProcessSpec spec;
  final Namespec process;
  final Pid pid;

  /** Its standard output is the protocol of event listeners. */
  final boolean listener;

  final StdinQueue stdin;

  /** Not yet begun: the descriptors; until the logs are open nothing is read. */
  final int stdoutFd;

  final int stderrFd;

  /** Set when the logs are open. */
  boolean begun;

  final List<ChildStream> streams = new ArrayList<>();
  final List<LogSink> logs = new ArrayList<>();
  final List<ChannelOutput> outputs = new ArrayList<>();

  /** What puts lines together; told of the end after {@link #outputs}, which give to them. */
  final List<LineCutter> cutters = new ArrayList<>();

  /** Where its readiness is a line of its output. */
  Optional<ReadyLine> readyLine = Optional.empty();

  /** What to run when drained; more than one never happens, none means that it lives. */
  final List<Runnable> afterDrain = new ArrayList<>();

  ChildIo(
      ProcessSpec spec, boolean listener, Pid pid, StdinQueue stdin, int stdoutFd, int stderrFd) {
    this.spec = spec;
    this.process = spec.namespec();
    this.listener = listener;
    this.pid = pid;
    this.stdin = stdin;
    this.stdoutFd = stdoutFd;
    this.stderrFd = stderrFd;
  }
}
