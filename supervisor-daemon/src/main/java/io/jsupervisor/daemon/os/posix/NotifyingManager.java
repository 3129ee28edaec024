package io.jsupervisor.daemon.os.posix;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jsupervisor.daemon.os.Errno;
import io.jsupervisor.daemon.os.ServiceManager;
import java.util.Map;

/** The service manager behind {@code $NOTIFY_SOCKET}: systemd, or whoever acts as it does. */
public final class NotifyingManager implements ServiceManager {
  private static final long NANOS_PER_MICRO = 1000;

  private final DatagramSender sender;
  private final long watchdogNanos;

  private NotifyingManager(String socket, long watchdogNanos) {
    this.sender = new DatagramSender(socket, 1);
    this.watchdogNanos = watchdogNanos;
  }

  /**
   * The one that an environment names; {@link ServiceManager#NONE} where it names none.
   *
   * @param pid ours: a watchdog that waits for another process is none of our business
   *     (sd_watchdog_enabled(3))
   */
  public static ServiceManager of(Map<String, String> environment, long pid) {
    String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
    if (!socket.startsWith("/") && !socket.startsWith("@")) {
      return ServiceManager.NONE;
    }
    String waitsFor = environment.getOrDefault("WATCHDOG_PID", Long.toString(pid));
    String micros = environment.getOrDefault("WATCHDOG_USEC", "0");
    boolean ours = waitsFor.equals(Long.toString(pid)) && micros.matches("\\d{1,15}");
    return new NotifyingManager(socket, ours ? Long.parseLong(micros) * NANOS_PER_MICRO : 0);
  }

  /** A manager that is not there is not said anything again: it will not come back for it. */
  @Override
  public boolean tell(String state) {
    return sender.send(state.getBytes(UTF_8)) != Errno.EAGAIN;
  }

  @Override
  public long watchdogNanos() {
    return watchdogNanos;
  }
}
