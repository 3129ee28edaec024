package io.jsupervisor.daemon.streams;

import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Pid;
import java.util.ArrayList;
import java.util.List;

/** Everything of one child that the stream thread holds. Stream thread only. */
final class ChildIo {
  final Namespec process;
  final Pid pid;
  final StdinQueue stdin;

  /** Not yet begun: the descriptors; until the logs are open nothing is read. */
  final int stdoutFd;

  final int stderrFd;

  /** Set when the logs are open. */
  boolean begun;

  final List<ChildStream> streams = new ArrayList<>();
  final List<LogSink> logs = new ArrayList<>();

  /** What to run when drained; more than one never happens, none means that it lives. */
  final List<Runnable> afterDrain = new ArrayList<>();

  ChildIo(Namespec process, Pid pid, StdinQueue stdin, int stdoutFd, int stderrFd) {
    this.process = process;
    this.pid = pid;
    this.stdin = stdin;
    this.stdoutFd = stdoutFd;
    this.stderrFd = stderrFd;
  }
}
