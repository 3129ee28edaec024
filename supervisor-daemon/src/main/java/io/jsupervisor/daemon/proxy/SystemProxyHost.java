package io.jsupervisor.daemon.proxy;

import io.jsupervisor.daemon.config.UpstreamSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Files, {@code /proc} and sockets of this machine. */
public final class SystemProxyHost implements ProxyHost {
  private static final Path TCP = Path.of("/proc/net/tcp");
  private static final Path TCP6 = Path.of("/proc/net/tcp6");

  @Override
  public boolean exists(String file) {
    return Files.exists(Path.of(file));
  }

  @Override
  public Placed place(String file, String text) throws IOException {
    return PlacedFile.place(Path.of(file), text);
  }

  @Override
  public void putBack(Placed placed) throws IOException {
    PlacedFile.putBack(placed);
  }

  @Override
  public Optional<Set<Worker>> acceptingWorkers(UpstreamSpec upstream) throws IOException {
    return switch (upstream.proxy()) {
      case "nginx" -> NginxPid.of(upstream).flatMap(NginxWorkers::accepting);
      case "haproxy" ->
          HaproxyWorkers.accepting(upstream, Set.copyOf(sockets(SocketTable::listening)));
      default -> Optional.empty();
    };
  }

  @Override
  public boolean anyLives(Set<Worker> workers) {
    return workers.stream()
        .anyMatch(
            worker ->
                ProcessHandle.of(worker.pid()).map(Worker::of).filter(worker::equals).isPresent());
  }

  @Override
  public boolean isKnownNotToRun(UpstreamSpec upstream) {
    return switch (upstream.proxy()) {
      case "nginx" ->
          NginxPid.of(upstream).flatMap(NginxWorkers::master).isEmpty()
              && NginxPid.isKnown(upstream);
      case "haproxy" ->
          HaproxyWorkers.master(upstream).isEmpty() && upstream.options().containsKey("pid_file");
      default -> false;
    };
  }

  @Override
  public List<String> steer(UpstreamSpec upstream, List<Instance> instances) throws IOException {
    return new HaproxySocket(upstream).steer(instances);
  }

  @Override
  public Map<Endpoint, Integer> connections(Collection<Endpoint> endpoints) throws IOException {
    List<SocketTable.Local> established = sockets(SocketTable::established);
    Map<Endpoint, Integer> counts = new HashMap<>();
    for (Endpoint endpoint : endpoints) {
      counts.put(endpoint, SocketTable.count(established, endpoint));
    }
    return counts;
  }

  /** What {@code reader} finds in the lines of the kernel's tables. */
  private static <T> List<T> sockets(Function<String, Optional<T>> reader) throws IOException {
    List<T> found = new ArrayList<>();
    for (Path table : List.of(TCP, TCP6)) {
      if (Files.exists(table)) { // a machine without IPv6 has one only
        try (var lines = Files.lines(table, StandardCharsets.US_ASCII)) {
          lines.map(reader).flatMap(Optional::stream).forEach(found::add);
        }
      }
    }
    return found;
  }
}
