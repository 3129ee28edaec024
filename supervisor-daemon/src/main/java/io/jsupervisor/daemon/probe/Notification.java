package io.jsupervisor.daemon.probe;

import java.util.List;
import java.util.Optional;

/**
 * What a process says of itself (sd_notify(3)).
 *
 * @param senders the pid of the sender, that of its process group's leader, those of its ancestors:
 *     one of them is a child of ours, or it is a stranger's
 * @param ready what holds after it; empty when it says nothing of that
 * @param status its STATUS=, or what its state means
 */
public record Notification(
    List<Integer> senders, Optional<Boolean> ready, Optional<String> status) {
  public Notification {
    senders = List.copyOf(senders);
  }

  /** Variables that we do not know mean nothing. */
  static Notification parse(List<Integer> senders, String text) {
    Optional<Boolean> ready = Optional.empty();
    Optional<String> status = Optional.empty();
    Optional<String> state = Optional.empty();
    for (String line : text.lines().toList()) {
      switch (line) {
        case "READY=1" -> ready = Optional.of(true);
        case "STOPPING=1" -> {
          ready = Optional.of(false);
          state = Optional.of("it says that it is stopping");
        }
        case "RELOADING=1" -> {
          ready = Optional.of(false);
          state = Optional.of("it says that it is reloading");
        }
        default -> {
          if (line.startsWith("STATUS=")) {
            status = Optional.of(line.substring("STATUS=".length()).strip());
          }
        }
      }
    }
    return new Notification(senders, ready, status.isPresent() ? status : state);
  }
}
