package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.Daemon;
import io.jsupervisor.ctl.client.LogFollowing;
import io.jsupervisor.ctl.http.HttpConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Copies both outputs of a process to the terminal while somebody types; a thread for each. */
final class ForegroundOutput implements AutoCloseable {
  private final Session session;
  private final String name;
  private final List<Thread> copiers = new ArrayList<>();

  ForegroundOutput(Session session, String name) {
    this.session = session;
    this.name = name;
  }

  void begin() {
    for (Daemon.Channel channel : Daemon.Channel.values()) {
      HttpConnection connection = session.anotherConnection();
      OutputStream out = session.terminal().out();
      copiers.add(
          Thread.ofPlatform()
              .daemon()
              .name(channel.word())
              .start(() -> copy(connection, LogFollowing.path(name, channel), out)));
    }
  }

  private static void copy(HttpConnection connection, String path, OutputStream out) {
    try (connection) {
      LogFollowing.copy(connection, path, out);
    } catch (IOException _) {
      // The log is not there, the process was removed, or the user has seen enough: the typing
      // thread finds out by itself.
    }
  }

  /** Ends the copying; nothing is printed any more when this returns. */
  @Override
  public void close() {
    copiers.forEach(Thread::interrupt);
    boolean interrupted = false;
    for (Thread copier : copiers) {
      while (copier.isAlive()) {
        try {
          copier.join();
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
