package io.jsupervisor.daemon.os.posix;

import static io.jsupervisor.daemon.os.posix.Native.LIBC;

import io.jsupervisor.daemon.core.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The signals sent to the daemon (ADR 8). Those that every thread has blocked, as the launcher
 * arranges, are read from a signalfd(2). HotSpot unblocks USR2, by which it suspends threads,
 * unless {@code _JAVA_SR_SIGNUM} names another signal. The others are taken by {@link JvmSignals},
 * which refuses QUIT always (the JVM prints its threads) and, under {@code -Xrs}, HUP, INT and
 * TERM.
 */
final class DaemonSignals implements AutoCloseable {
  private static final List<Signal> WANTED =
      List.of(Signal.HUP, Signal.INT, Signal.QUIT, Signal.USR2, Signal.TERM, Signal.CHLD);

  private final int fd;
  private final NativeMemory buffer = NativeMemory.allocate(16 * Linux.SIZEOF_SIGNALFD_SIGINFO);
  private final ConcurrentLinkedQueue<Signal> handled = new ConcurrentLinkedQueue<>();
  private final String warning;
  private volatile Runnable onHandled = () -> {};

  private DaemonSignals(long blockedEverywhere) {
    boolean dispatched = SignalMask.jvmDispatches();
    List<Signal> blocked = new ArrayList<>();
    List<Signal> refused = new ArrayList<>();
    for (Signal signal : WANTED) {
      if ((blockedEverywhere & bit(signal)) != 0) {
        blocked.add(signal);
      } else if (!dispatched || !JvmSignals.handle(signal, this::taken)) {
        refused.add(signal);
      }
    }
    fd = blocked.isEmpty() ? -1 : open(blocked);
    warning = refused.isEmpty() ? "" : warning(refused);
  }

  static DaemonSignals take() {
    return new DaemonSignals(SignalMask.blockedInEveryThread());
  }

  private static int open(List<Signal> signals) {
    NativeMemory set = NativeMemory.allocate(Linux.SIZEOF_SIGSET);
    LIBC.sigemptyset(set);
    signals.forEach(signal -> LIBC.sigaddset(set, signal.number()));
    return Native.must("signalfd", LIBC.signalfd(-1, set, Linux.O_CLOEXEC | Linux.O_NONBLOCK));
  }

  private void taken(Signal signal) {
    handled.add(signal);
    onHandled.run();
  }

  private static String warning(List<Signal> refused) {
    String names = refused.stream().map(Signal::toString).collect(Collectors.joining(", "));
    return names
        + " cannot be taken: not blocked when Java was started (cure: start by bin/jsupervisord,"
        + " which runs env --block-signal=HUP,INT,QUIT,USR2,TERM,CHLD _JAVA_SR_SIGNUM=16 java"
        + " -Xrs)";
  }

  static long bit(Signal signal) {
    return 1L << (signal.number() - 1);
  }

  /** To poll, or -1 when no signal is blocked. */
  int fd() {
    return fd;
  }

  /** What to run, on any thread, when a signal came by the other way. */
  void onHandled(Runnable action) {
    onHandled = action;
  }

  String warning() {
    return warning;
  }

  /** Takes everything that arrived. Never blocks. */
  void drainTo(Consumer<Signal> sink) {
    for (Signal signal; (signal = handled.poll()) != null; ) {
      sink.accept(signal);
    }
    if (fd == -1) {
      return;
    }
    long size = 16 * Linux.SIZEOF_SIGNALFD_SIGINFO;
    for (long bytes; (bytes = Native.retryingLong(() -> LIBC.read(fd, buffer, size))) > 0; ) {
      for (int at = 0; at < bytes; at += Linux.SIZEOF_SIGNALFD_SIGINFO) {
        sink.accept(new Signal(buffer.getInt(at)));
      }
    }
  }

  @Override
  public void close() {
    if (fd != -1) {
      LIBC.close(fd);
    }
  }
}
