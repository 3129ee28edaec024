package io.jsupervisor.daemon.probe;

import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.os.Clock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The addresses of hosts. A name is looked up on another thread, for a name service may hang, and
 * remembered for a while; the last good answer serves while the next is looked up. Probe thread
 * only.
 */
final class Names {
  private static final long REMEMBERED_SECONDS = 30;

  private record Known(List<InetAddress> addresses, Ticks until) {}

  private final Map<String, Known> known = new HashMap<>();
  private final Map<String, List<Runnable>> waiting = new HashMap<>();
  private final Clock clock;
  private final Executor lookups;
  private final Consumer<Runnable> loop;

  /**
   * @param loop runs an action on the probe thread
   */
  Names(Clock clock, Executor lookups, Consumer<Runnable> loop) {
    this.clock = clock;
    this.lookups = lookups;
    this.loop = loop;
  }

  /**
   * What is known: nothing when there is no such host.
   *
   * @param later runs on the probe thread when it is known, where the answer is empty
   */
  Optional<List<InetAddress>> of(String host, Runnable later) {
    Known answer = known.get(host);
    boolean old = answer == null || clock.ticks().reached(answer.until);
    if (old && waiting.putIfAbsent(host, new ArrayList<>()) == null) {
      lookups.execute(() -> lookUp(host));
    }
    if (answer == null) {
      waiting.get(host).add(later);
    }
    return Optional.ofNullable(answer).map(Known::addresses);
  }

  private void lookUp(String host) {
    List<InetAddress> found;
    try {
      found = List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException | RuntimeException unknown) {
      found = List.of();
    }
    List<InetAddress> addresses = found;
    loop.accept(
        () -> {
          Known before = known.get(host);
          boolean worse = addresses.isEmpty() && before != null;
          known.put(
              host,
              new Known(
                  worse ? before.addresses : addresses,
                  clock.ticks().plusSeconds(addresses.isEmpty() ? 1 : REMEMBERED_SECONDS)));
          waiting.remove(host).forEach(Runnable::run);
        });
  }
}
