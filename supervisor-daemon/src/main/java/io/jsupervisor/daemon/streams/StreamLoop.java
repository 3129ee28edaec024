package io.jsupervisor.daemon.streams;

import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Pid;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.os.Clock;
import io.jsupervisor.daemon.os.Pipes;
import io.jsupervisor.daemon.streams.SharedLogs.SharedLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The thread that moves bytes: from children's pipes to their logs and live readers, and from
 * {@link #write} to their standard input.
 *
 * <p>One loop: move what is ready in the pipes ({@link PipeMultiplexer}), run what other threads
 * have posted, and rest if that makes larger reads ({@link ReadPace}). Everything but the queue,
 * the open logs and the live readers belongs to this thread alone, so there is no lock.
 *
 * <p>Order holds because each pipe has one reader, and nothing is lost because a child that ended
 * is drained before {@code done} runs: what it wrote lies in its pipe. A slow disk blocks this
 * thread; then pipes fill, and the children that write wait, as they would on that disk themselves
 * (ADR 7).
 */
public final class StreamLoop implements Streams, LogTaps, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** What a usual pipe holds (pipe(7)). */
  private static final int OUTGOING = 64 * 1024;

  private final Pipes pipes;
  private final ByteBuffer outgoing = ByteBuffer.allocateDirect(OUTGOING);
  private final Consumer<String> warnings;
  private final SharedLogs logs;
  private final Taps taps = new Taps();
  private final ConcurrentLinkedQueue<Runnable> posted = new ConcurrentLinkedQueue<>();
  private final AttachedChildren children = new AttachedChildren();
  private final PipeMultiplexer multiplexer;
  private final CommandOutputs commands;
  private final ChildSinks sinks;
  private final LossWarnings losses;
  private final Thread thread;
  private volatile OutputRouting routing = OutputRouting.NONE;
  private volatile boolean closing;

  private StreamLoop(Pipes pipes, Clock clock, Consumer<String> warnings) {
    this.pipes = pipes;
    this.warnings = warnings;
    this.logs = new SharedLogs(warnings);
    this.multiplexer = new PipeMultiplexer(pipes, clock, warnings);
    this.commands = new CommandOutputs(multiplexer);
    this.losses = new LossWarnings(clock);
    this.sinks = new ChildSinks(taps, () -> routing, warnings, losses::written);
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
      multiplexer.round(losses.untilNext(), this::guarded);
      runPosted();
      losses.say();
      rest();
    }
    runPosted();
    children.all().forEach(this::finish);
    commands.endAll();
    pipes.close();
  }

  /**
   * Until more is worth reading, or somebody posts: {@link #post} ends a rest that follows it, too.
   */
  private void rest() {
    long nanos = multiplexer.restNanos();
    if (nanos > 0 && posted.isEmpty() && !closing) {
      LockSupport.parkNanos(this, nanos);
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

  @Override
  public OpenLogs openLogs(ProcessSpec spec, String stdoutLogfile, String stderrLogfile)
      throws LogOpenException {
    return logs.open(spec, stdoutLogfile, stderrLogfile, this::post);
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
        () ->
            children.add(
                new ChildIo(
                    spec, listener, pid, new StdinQueue(pipes, outgoing, stdin), stdout, stderr)));
    var _ =
        opening.whenComplete(
            (opened, failure) ->
                post(() -> begin(process, pid, failure == null ? (OpenedLogs) opened : null)));
  }

  /** The logs are open (or never will be): reading begins. */
  private void begin(Namespec process, Pid pid, OpenedLogs opened) {
    ChildIo child = children.find(process, pid);
    OpenedLogs kept = opened != null && opened.take() ? opened : OpenedLogs.NONE;
    if (child == null || child.begun) {
      logs.release(kept);
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
    // A listener's answer is waited for; so is what goes to a process.
    boolean urgent = child.listener && channel == Channel.STDOUT;
    child.streams.add(multiplexer.open(fd, List.of(output), child.process + ": output", urgent));
  }

  @Override
  public void drain(Namespec process, Pid pid, Runnable done) {
    post(
        () -> {
          ChildIo child = children.find(process, pid);
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
    child.streams.forEach(multiplexer::drain);
    child.outputs.forEach(ChannelOutput::end);
    child.cutters.forEach(LineCutter::end);
    multiplexer.close(child.stdin);
    for (LogSink sink : child.logs) {
      losses.end(sink);
      logs.release(sink.log());
    }
    children.remove(child);
    child.afterDrain.forEach(this::guarded);
  }

  // Commands

  @Override
  public void listen(Pid pid, int stdin, int output) {
    post(
        () -> {
          if (stdin != -1) {
            pipes.close(stdin);
          }
          commands.begin(pid, output);
        });
  }

  @Override
  public void collect(Pid pid, Consumer<byte[]> lastWords) {
    post(() -> lastWords.accept(commands.end(pid)));
  }

  // Standard input

  @Override
  public CompletableFuture<Void> write(Namespec process, Pid pid, byte[] bytes) {
    return onLoop(
        () -> {
          ChildIo child = children.find(process, pid);
          if (child == null) {
            throw new IOException("cannot write: Broken pipe (EPIPE)");
          }
          child.stdin.write(bytes);
          multiplexer.awaitRoom(child.stdin);
        });
  }

  // Clearing and reopening

  @Override
  public CompletableFuture<Void> clear(Namespec process) {
    return onLoop(
        () -> {
          for (ChildIo child : children.of(process)) {
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
          logs.reopenAll();
          children.all().forEach(this::restarted);
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

  // The rest

  @Override
  public Tap open(Namespec process, Channel channel) {
    return taps.open(process, channel);
  }

  @Override
  public List<Namespec> attached() {
    return children.names();
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
