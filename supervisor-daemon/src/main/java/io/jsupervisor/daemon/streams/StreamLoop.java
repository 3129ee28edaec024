package io.jsupervisor.daemon.streams;

import io.jsupervisor.daemon.core.LogSpec;
import io.jsupervisor.daemon.core.LogTarget;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Pid;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.os.Clock;
import io.jsupervisor.daemon.os.Errno;
import io.jsupervisor.daemon.os.Pipes;
import io.jsupervisor.daemon.streams.SharedLogs.SharedLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The thread that moves bytes: from children's pipes to their logs and live readers, and from
 * {@link #write} to their standard input.
 *
 * <p>One loop: wait for pipes, read each ready one once into one direct buffer, hand the bytes to
 * its {@link ByteSink}s, run what other threads have posted, and rest if that makes larger reads
 * ({@link ReadPace}). Everything but the queue, the open logs and the live readers belongs to this
 * thread alone, so there is no lock.
 *
 * <p>Order holds because each pipe has one reader, and nothing is lost because a child that ended
 * is drained before {@code done} runs: what it wrote lies in its pipe. A slow disk blocks this
 * thread; then pipes fill, and the children that write wait, as they would on that disk themselves
 * (ADR 7).
 */
public final class StreamLoop implements Streams, LogTaps, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** As much as the classic tool reads at once; a usual pipe holds half of it. */
  private static final int BUFFER = 128 * 1024;

  private record Key(Namespec process, Pid pid) {}

  private interface OnReady {
    void run();
  }

  private final Pipes pipes;
  private final Clock clock;
  private final Consumer<String> warnings;
  private final SharedLogs logs;
  private final Taps taps = new Taps();
  private final ConcurrentLinkedQueue<Runnable> posted = new ConcurrentLinkedQueue<>();
  private final ConcurrentHashMap<Namespec, Boolean> attached = new ConcurrentHashMap<>();
  private final Map<Key, ChildIo> children = new HashMap<>();
  private final Map<Namespec, Map<Pid, ChildIo>> byProcess = new HashMap<>();
  private final CommandOutputs commands;
  private final ChildSinks sinks;
  private final Map<Long, OnReady> watches = new HashMap<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final ReadPace pace = new ReadPace();
  private final Thread thread;
  private final Set<LogSink> losing = new LinkedHashSet<>();
  private long nextToken;
  private volatile OutputRouting routing = OutputRouting.NONE;
  private volatile boolean closing;

  private StreamLoop(Pipes pipes, Clock clock, Consumer<String> warnings) {
    this.pipes = pipes;
    this.clock = clock;
    this.warnings = warnings;
    this.logs = new SharedLogs(warnings);
    this.commands = new CommandOutputs(pipes);
    this.sinks = new ChildSinks(taps, () -> routing, warnings, this::noteLosses);
    this.thread = Thread.ofPlatform().name("streams").daemon(true).unstarted(this::run);
  }

  /**
   * Starts the thread.
   *
   * @param warnings sentences for the main log; called on the stream thread or one that opens logs
   */
  public static StreamLoop start(Pipes pipes, Clock clock, Consumer<String> warnings) {
    StreamLoop loop = new StreamLoop(pipes, clock, warnings);
    loop.thread.start();
    return loop;
  }

  /** Where the output of children goes besides their logs; of those attached from now on. */
  public void routeTo(OutputRouting where) {
    routing = where;
  }

  private void run() {
    while (!closing) {
      int ready = pipes.await(untilNextWarning());
      pace.begin();
      for (int i = 0; i < ready; i++) {
        OnReady watch = watches.get(pipes.token(i));
        if (watch != null) {
          guarded(watch::run);
        }
      }
      runPosted();
      warnAboutLosses();
      rest();
    }
    runPosted();
    List.copyOf(children.values()).forEach(this::finish);
    commands.endAll(buffer);
    pipes.close();
  }

  /**
   * Until more is worth reading, or somebody posts: {@link #post} ends a rest that follows it, too.
   */
  private void rest() {
    if (pace.nanos() > 0 && posted.isEmpty() && !closing) {
      LockSupport.parkNanos(this, pace.nanos());
    }
  }

  private void runPosted() {
    for (Runnable task; (task = posted.poll()) != null; ) {
      guarded(task);
    }
  }

  /** A fault in one child's stream must not end everybody's. */
  private void guarded(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException fault) {
      warnings.accept("fault in the stream thread (please report it): " + fault);
    }
  }

  private void post(Runnable task) {
    posted.add(task);
    wake();
  }

  private void wake() {
    pipes.wake();
    LockSupport.unpark(thread);
  }

  // Logs

  @Override
  public OpenLogs openLogs(ProcessSpec spec, String stdoutLogfile, String stderrLogfile)
      throws LogOpenException {
    Optional<SharedLog> stdout = acquire(stdoutLogfile, spec.stdout());
    try {
      Optional<SharedLog> stderr =
          spec.redirectStderr() ? Optional.empty() : acquire(stderrLogfile, spec.stderr());
      return new OpenedLogs(stdout, stderr, unused -> post(() -> release(unused)));
    } catch (LogOpenException refused) {
      stdout.ifPresent(log -> post(() -> logs.release(log)));
      throw refused;
    }
  }

  private Optional<SharedLog> acquire(String path, LogSpec spec) throws LogOpenException {
    if (path.isEmpty() || spec.target() instanceof LogTarget.None) {
      return Optional.empty();
    }
    try {
      return Optional.of(logs.acquire(Path.of(path), spec));
    } catch (IOException refused) {
      throw new LogOpenException(path, Errno.name(Errno.of(refused)), refused);
    }
  }

  private void release(OpenedLogs opened) {
    opened.stdout.ifPresent(logs::release);
    opened.stderr.ifPresent(logs::release);
  }

  // Children

  @Override
  public void attach(
      ProcessSpec spec,
      boolean listener,
      Pid pid,
      int stdin,
      int stdout,
      int stderr,
      CompletableFuture<OpenLogs> opening) {
    Namespec process = spec.namespec();
    post(
        () -> {
          ChildIo child =
              new ChildIo(spec, listener, pid, new StdinQueue(pipes, stdin), stdout, stderr);
          children.put(new Key(process, pid), child);
          byProcess.computeIfAbsent(process, ignored -> new LinkedHashMap<>()).put(pid, child);
          attached.put(process, true);
        });
    var _ =
        opening.whenComplete(
            (opened, failure) ->
                post(() -> begin(process, pid, failure == null ? (OpenedLogs) opened : null)));
  }

  /** The logs are open (or never will be): reading begins. */
  private void begin(Namespec process, Pid pid, OpenedLogs opened) {
    ChildIo child = children.get(new Key(process, pid));
    OpenedLogs kept = opened != null && opened.take() ? opened : OpenedLogs.NONE;
    if (child == null || child.begun) {
      release(kept);
      return;
    }
    child.begun = true;
    begin(child, Channel.STDOUT, child.stdoutFd, kept.stdout);
    begin(child, Channel.STDERR, child.stderrFd, kept.stderr);
    if (!child.afterDrain.isEmpty()) {
      finish(child);
    }
  }

  private void begin(ChildIo child, Channel channel, int fd, Optional<SharedLog> log) {
    ByteSink output = sinks.of(child, channel, log);
    if (fd == -1) {
      return;
    }
    ChildStream stream = new ChildStream(pipes, fd, nextToken++, List.of(output));
    child.streams.add(stream);
    // A listener's answer is waited for; so is what goes to a process.
    boolean urgent = child.listener && channel == Channel.STDOUT;
    watches.put(stream.token(), urgent ? () -> readUrgently(stream) : () -> read(stream));
    try {
      stream.watch();
    } catch (IOException refused) {
      warnings.accept(child.process + ": output is read only at its end: " + refused.getMessage());
    }
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

  @Override
  public void drain(Namespec process, Pid pid, Runnable done) {
    post(
        () -> {
          ChildIo child = children.get(new Key(process, pid));
          if (child == null) {
            done.run();
            return;
          }
          child.afterDrain.add(done);
          if (child.begun) {
            finish(child);
          }
        });
  }

  private void finish(ChildIo child) {
    for (ChildStream stream : child.streams) {
      watches.remove(stream.token());
      stream.drain(buffer);
    }
    child.outputs.forEach(ChannelOutput::end);
    child.cutters.forEach(LineCutter::end);
    watches.remove(child.stdin.token());
    child.stdin.close();
    for (LogSink sink : child.logs) {
      sink.warnAtEnd();
      losing.remove(sink);
      logs.release(sink.log());
    }
    forget(child);
    child.afterDrain.forEach(this::guarded);
  }

  private void forget(ChildIo child) {
    children.remove(new Key(child.process, child.pid));
    Map<Pid, ChildIo> siblings = byProcess.get(child.process);
    siblings.remove(child.pid);
    if (siblings.isEmpty()) {
      byProcess.remove(child.process);
      attached.remove(child.process);
    }
  }

  // Commands

  @Override
  public void listen(Pid pid, int stdin, int output) {
    post(
        () -> {
          if (stdin != -1) {
            pipes.close(stdin);
          }
          ChildStream stream = commands.open(pid, output, nextToken++);
          watches.put(stream.token(), () -> read(stream));
          try {
            stream.watch();
          } catch (IOException refused) {
            warnings.accept("output of a command is read only at its end: " + refused.getMessage());
          }
        });
  }

  @Override
  public void collect(Pid pid, Consumer<byte[]> lastWords) {
    post(
        () ->
            lastWords.accept(commands.end(pid, stream -> watches.remove(stream.token()), buffer)));
  }

  // Standard input

  @Override
  public CompletableFuture<Void> write(Namespec process, Pid pid, byte[] bytes) {
    return onLoop(
        () -> {
          ChildIo child = children.get(new Key(process, pid));
          if (child == null) {
            throw new IOException("cannot write: Broken pipe (EPIPE)");
          }
          child.stdin.write(bytes);
          if (!child.stdin.isEmpty() && child.stdin.token() == -1) {
            long token = nextToken++;
            child.stdin.watch(token);
            watches.put(token, () -> flush(child.stdin));
          }
        });
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

  // Clearing and reopening

  @Override
  public CompletableFuture<Void> clear(Namespec process) {
    return onLoop(
        () -> {
          for (ChildIo child : byProcess.getOrDefault(process, Map.of()).values()) {
            for (LogSink sink : child.logs) {
              sink.log().output.clear();
            }
            restarted(child);
          }
        });
  }

  @Override
  public CompletableFuture<Void> reopenAll() {
    return onLoop(
        () -> {
          for (SharedLog log : logs.all()) {
            try {
              log.output.reopen();
            } catch (IOException refused) {
              warnings.accept(
                  "cannot reopen " + log.path + ", goes on with the open file: " + refused);
            }
          }
          children.values().forEach(this::restarted);
        });
  }

  private void restarted(ChildIo child) {
    taps.restarted(child.process, Channel.STDOUT);
    taps.restarted(child.process, Channel.STDERR);
  }

  private interface Action {
    void run() throws IOException;
  }

  private CompletableFuture<Void> onLoop(Action action) {
    CompletableFuture<Void> result = new CompletableFuture<>();
    post(
        () -> {
          try {
            action.run();
            result.complete(null);
          } catch (IOException | RuntimeException refused) {
            result.completeExceptionally(refused);
          }
        });
    return result;
  }

  // Lost bytes

  private void noteLosses(LogSink sink) {
    if (!sink.deadline().equals(Ticks.NEVER)) {
      losing.add(sink);
    }
  }

  private long untilNextWarning() {
    if (losing.isEmpty()) {
      return -1;
    }
    Ticks now = clock.ticks();
    return losing.stream()
        .mapToLong(sink -> now.reached(sink.deadline()) ? 0 : sink.deadline().since(now))
        .min()
        .orElse(-1);
  }

  private void warnAboutLosses() {
    if (losing.isEmpty()) {
      return;
    }
    Ticks now = clock.ticks();
    losing.forEach(sink -> sink.warnIfDue(now));
    losing.removeIf(sink -> sink.deadline().equals(Ticks.NEVER));
  }

  // The rest

  @Override
  public Tap open(Namespec process, Channel channel) {
    return taps.open(process, channel);
  }

  @Override
  public List<Namespec> attached() {
    return attached.keySet().stream().sorted().toList();
  }

  /**
   * Drains what is attached, closes everything, and waits for the thread; not for ever, as a write
   * to a dead disk may never return.
   */
  @Override
  public void close() {
    closing = true;
    wake();
    try {
      boolean ignored = thread.join(PATIENCE);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
