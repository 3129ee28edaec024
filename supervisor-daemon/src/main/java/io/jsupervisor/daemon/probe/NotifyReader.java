package io.jsupervisor.daemon.probe;

import io.jsupervisor.daemon.os.Notifications;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The thread that hears what processes say of themselves, and finds out who it was. */
public final class NotifyReader implements AutoCloseable {
  private static final int MOST_ANCESTORS = 64;

  private final Notifications socket;
  private final Consumer<Notification> hearer;
  private final Thread thread;

  private NotifyReader(Notifications socket, Consumer<Notification> hearer) {
    this.socket = socket;
    this.hearer = hearer;
    this.thread = Thread.ofPlatform().name("notify").daemon(true).unstarted(this::run);
  }

  /**
   * Starts the thread, which owns {@code socket} from now on.
   *
   * @param hearer called on it; must not block
   */
  public static NotifyReader start(Notifications socket, Consumer<Notification> hearer) {
    NotifyReader reader = new NotifyReader(socket, hearer);
    reader.thread.start();
    return reader;
  }

  private void run() {
    Optional<Notifications.Datagram> next = socket.receive();
    while (next.isPresent()) {
      Notifications.Datagram datagram = next.get();
      hearer.accept(Notification.parse(senders(datagram.pid()), datagram.text()));
      next = socket.receive();
    }
  }

  /** A sender that is gone already is known by its pid alone. */
  private static List<Integer> senders(int pid) {
    List<Integer> senders = new ArrayList<>(List.of(pid));
    for (int at = pid; at > 1 && senders.size() < MOST_ANCESTORS; ) {
      try {
        String stat =
            Files.readString(Path.of("/proc/" + at + "/stat"), StandardCharsets.ISO_8859_1);
        // The command's name may hold blanks and parentheses: fields count from the last one.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 4);
        if (at == pid) {
          senders.add(Integer.parseInt(fields[2]));
        }
        at = Integer.parseInt(fields[1]);
        senders.add(at);
      } catch (IOException | RuntimeException gone) {
        break;
      }
    }
    return senders;
  }

  @Override
  public void close() {
    socket.close();
    try {
      thread.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
