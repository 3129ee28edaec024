package io.jsupervisor.daemon.api;

import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.event.EventBus;
import io.jsupervisor.daemon.event.FleetEvent;
import io.jsupervisor.daemon.fleet.FleetControl;
import io.jsupervisor.daemon.fleet.ProcessView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What happened to each process in this run of the daemon: the last changes of its state, and for
 * ends that nobody asked for the last lines it wrote. Reads the event bus as every other reader, on
 * a thread of its own; what a child wrote is in its log before its end is told.
 */
final class ProcessHistory {
  private static final int CHANGES = 40;
  private static final int LINES = 12;
  private static final int TAIL_BYTES = 2 * 1024;

  /** Last words of the whole fleet that are kept, in characters. */
  private static final int MOST_TEXT = 1024 * 1024;

  private static final long QUIET_MILLIS = 60_000;
  private static final Set<String> UNASKED = Set.of("EXITED", "BACKOFF", "FATAL", "UNKNOWN");
  private static final Set<String> ALIVE = Set.of("STARTING", "RUNNING", "STOPPING");

  private final EventBus events;
  private final FleetControl fleet;
  private final Map<Namespec, Past> pasts = new HashMap<>();
  private final Set<Change> withLines = new LinkedHashSet<>();
  private Thread thread;
  private int text;

  /** A change of state and what was written before it. */
  static final class Change {
    final FleetEvent.StateChange event;
    List<String> lines = List.of();

    private Change(FleetEvent.StateChange event) {
      this.event = event;
    }
  }

  private static final class Past {
    final Deque<Change> changes = new ArrayDeque<>();

    /** How long each log was at the last end: what stands before it was said by another child. */
    final Map<String, Long> read = new HashMap<>();

    int starts;
    int exits;
  }

  /**
   * Figures of one process.
   *
   * @param restarts starts after the first
   * @param exits ends that nobody asked for
   */
  record Counts(int restarts, int exits) {
    static final Counts NONE = new Counts(0, 0);
  }

  ProcessHistory(EventBus events, FleetControl fleet) {
    this.events = events;
    this.fleet = fleet;
  }

  void start() {
    EventBus.Subscription subscription = events.subscribeFromFirst();
    thread = Thread.ofVirtual().name("history").start(() -> read(subscription));
  }

  void end() {
    thread.interrupt();
  }

  private void read(EventBus.Subscription subscription) {
    try (subscription) {
      while (true) {
        if (subscription.next(QUIET_MILLIS) instanceof EventBus.Reading.Event(var published)) {
          took(published.event());
        }
      }
    } catch (InterruptedException stopping) {
      // The daemon ends.
    }
  }

  private void took(FleetEvent event) {
    switch (event) {
      case FleetEvent.StateChange change -> changed(change);
      case FleetEvent.ProcessChange(var time, var process, FleetEvent.Change change)
          when change == FleetEvent.Change.REMOVED ->
          forget(name -> name.equals(process));
      case FleetEvent.GroupChange(var time, String group, FleetEvent.Change change)
          when change == FleetEvent.Change.REMOVED ->
          forget(name -> name.group().equals(group));
      default -> {}
    }
  }

  private void changed(FleetEvent.StateChange event) {
    Change change = new Change(event);
    boolean ended = ALIVE.contains(event.from()) && UNASKED.contains(event.to());
    Past past;
    synchronized (this) {
      past = pasts.computeIfAbsent(event.namespec(), unseen -> new Past());
    }
    if (ended) {
      change.lines = lastLines(event.namespec(), past.read);
    }
    synchronized (this) {
      past.starts += event.to().equals("STARTING") ? 1 : 0;
      past.exits += ended ? 1 : 0;
      past.changes.addFirst(change);
      if (past.changes.size() > CHANGES) {
        drop(past.changes.removeLast());
      }
      keep(change);
    }
  }

  /** The oldest last words go first. */
  private void keep(Change change) {
    if (change.lines.isEmpty()) {
      return;
    }
    withLines.add(change);
    text += length(change);
    while (text > MOST_TEXT) {
      drop(withLines.iterator().next());
    }
  }

  private void drop(Change change) {
    if (withLines.remove(change)) {
      text -= length(change);
      change.lines = List.of();
    }
  }

  private static int length(Change change) {
    return change.lines.stream().mapToInt(String::length).sum();
  }

  private synchronized void forget(Predicate<Namespec> gone) {
    for (Namespec process : List.copyOf(pasts.keySet())) {
      if (gone.test(process)) {
        pasts.remove(process).changes.forEach(this::drop);
      }
    }
  }

  /** Newest first. */
  synchronized List<Change> changes(Namespec process) {
    Past past = pasts.get(process);
    return past == null ? List.of() : new ArrayList<>(past.changes);
  }

  synchronized Counts counts(Namespec process) {
    Past past = pasts.get(process);
    return past == null ? Counts.NONE : new Counts(Math.max(0, past.starts - 1), past.exits);
  }

  /** Of stderr where it has a log with text in it, else of stdout. */
  private List<String> lastLines(Namespec process, Map<String, Long> read) {
    ProcessView view;
    try {
      view = ProcessRoutes.find(fleet.snapshot(), process.qualified());
    } catch (Problem.Refusal gone) {
      return List.of();
    }
    List<String> stderr = lastLines(view.stderrLogfile(), read);
    List<String> stdout = lastLines(view.stdoutLogfile(), read);
    return stderr.isEmpty() ? stdout : stderr;
  }

  private static List<String> lastLines(String file, Map<String, Long> read) {
    Path path = Path.of(file);
    if (file.isEmpty() || !Files.isRegularFile(path)) {
      return List.of();
    }
    ByteBuffer tail = ByteBuffer.allocate(TAIL_BYTES);
    try (FileChannel log = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = log.size();
      Long before = read.put(file, size);
      long from = before == null || before > size ? 0 : before;
      int ignored = log.read(tail, Math.max(from, size - TAIL_BYTES));
    } catch (IOException unreadable) {
      return List.of();
    }
    List<String> lines =
        new String(tail.array(), 0, tail.position(), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.isBlank())
            .toList();
    return List.copyOf(lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
  }
}
