package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.HttpFailure;
import io.jsupervisor.ctl.client.LogFollowing;
import io.jsupervisor.ctl.client.ProcessInfo;
import io.jsupervisor.ctl.format.Row;
import io.jsupervisor.ctl.http.HttpConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * {@code status --watch}: the table, drawn anew at once when a process changes, and every second
 * for the times in it. A daemon that is away for a while does not end it; Ctrl-C does.
 */
final class StatusWatch {
  private final Session session;
  private final boolean verbose;
  private final List<String> names;

  /** A permit means that something has changed. */
  private final Semaphore changed = new Semaphore(0);

  private StatusWatch(Session session, boolean verbose, List<String> names) {
    this.session = session;
    this.verbose = verbose;
    this.names = names.isEmpty() ? List.of("all") : names;
  }

  /** Watches until Ctrl-C. */
  static void run(Session session, boolean verbose, List<String> names) throws IOException {
    if (!session.answer().endless()) {
      session.terminal().complain("jsupervisorctl: --json cannot watch; leave out --watch");
      session.exitCode(ExitCode.INVALID_ARGUMENTS);
      return;
    }
    session.terminal().keyboard().catchInterrupts();
    try (Screen screen = Screen.open(session.terminal().out())) {
      new StatusWatch(session, verbose, names).run(screen);
    }
    session.answer().line("");
  }

  private void run(Screen screen) throws IOException {
    Thread listener = null;
    try {
      while (true) {
        screen.draw(table());
        if (listener == null || !listener.isAlive()) {
          listener = listen();
        }
        changed.tryAcquire(1, TimeUnit.SECONDS);
        changed.drainPermits();
      }
    } catch (InterruptedException | UserInterrupt _) {
      Thread.interrupted();
      session.close();
    } finally {
      if (listener != null) {
        listener.interrupt();
      }
    }
  }

  private List<String> table() throws IOException {
    try {
      List<ProcessInfo> all =
          verbose ? session.daemon().processesWithUsage() : session.daemon().processes();
      List<ProcessInfo> shown = new ArrayList<>();
      for (String name : names) {
        shown.addAll(Status.named(name, all));
      }
      List<String> lines = new ArrayList<>();
      for (Row row : Status.rows(shown, verbose)) {
        lines.add(row.text());
      }
      return lines;
    } catch (HttpFailure e) {
      throw e;
    } catch (IOException e) {
      session.close();
      if (Thread.currentThread().isInterrupted()) {
        throw new UserInterrupt();
      }
      return List.of(session.serverurl() + ": " + e.getMessage());
    }
  }

  /** Any byte of the stream of events is a reason to look; null where the daemon has none. */
  private Thread listen() {
    String path;
    try {
      path = session.daemon().changesPath();
    } catch (IOException _) {
      return null;
    }
    if (path.isEmpty()) {
      return null;
    }
    HttpConnection connection = session.anotherConnection();
    return Thread.ofPlatform().daemon().name("changes").start(() -> listen(connection, path));
  }

  private void listen(HttpConnection connection, String path) {
    OutputStream bell =
        new OutputStream() {
          @Override
          public void write(int octet) {
            changed.release();
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            changed.release();
          }
        };
    try (connection) {
      LogFollowing.copy(connection, path, bell);
    } catch (IOException _) {
      // The next turn listens again; until then it looks once a second.
    }
  }
}
