package io.jsupervisor.daemon.api;

import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.os.Clock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What uWSGI's stats server says of a process: asked when somebody looks, on the asking thread, for
 * a second at most.
 */
final class UwsgiStats {
  private static final long PATIENCE_SECONDS = 1;
  private static final long A_MILLI = 1_000_000;

  /** A thousand workers say less. */
  private static final int MOST_BYTES = 4 << 20;

  /** The option on uWSGI's own command line. */
  private static final Pattern OPTION =
      Pattern.compile("\\s--?stats(?:-server)?(?:\\s+|=)([^\\s\"']+)");

  private final Clock clock;

  UwsgiStats(Clock clock) {
    this.clock = clock;
  }

  /** Where the stats of a program are: {@code uwsgi_stats}, else what its command says. */
  static Optional<String> address(ProcessSpec spec) {
    return Optional.ofNullable(spec.extensions().options().get("uwsgi_stats"))
        .map(String::strip)
        .or(() -> ofCommand(spec.command()));
  }

  private static Optional<String> ofCommand(String command) {
    Matcher option = OPTION.matcher(command);
    return command.contains("uwsgi") && option.find()
        ? Optional.of(option.group(1))
        : Optional.empty();
  }

  /**
   * The figures of a process, or {@code error} with the reason; empty where there is no stats
   * server.
   */
  Optional<Map<String, Object>> of(ProcessSpec spec) {
    return address(spec).map(this::ask);
  }

  private Map<String, Object> ask(String address) {
    try {
      return figures(Json.object(body(read(place(address)))));
    } catch (IOException | RuntimeException failure) {
      Map<String, Object> error = new LinkedHashMap<>();
      error.put(
          "error", "no answer of the stats server at " + address + ": " + failure.getMessage());
      return error;
    }
  }

  private static SocketAddress place(String address) throws IOException {
    if (address.startsWith("/")) {
      return UnixDomainSocketAddress.of(address);
    }
    int colon = address.lastIndexOf(':');
    String host = colon < 0 ? "" : address.substring(0, colon);
    boolean everywhere = host.isEmpty() || host.equals("*") || host.equals("0.0.0.0");
    return new InetSocketAddress(
        everywhere ? InetAddress.getLoopbackAddress() : InetAddress.getByName(host),
        Integer.parseInt(address.substring(colon + 1)));
  }

  /** The server writes and closes; it is asked nothing. */
  private byte[] read(SocketAddress place) throws IOException {
    Ticks end = clock.ticks().plusSeconds(PATIENCE_SECONDS);
    StandardProtocolFamily family =
        place instanceof InetSocketAddress inet
            ? inet.getAddress().getAddress().length == 4
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6
            : StandardProtocolFamily.UNIX;
    try (SocketChannel channel = SocketChannel.open(family);
        Selector selector = Selector.open()) {
      channel.configureBlocking(false);
      if (!channel.connect(place)) {
        channel.register(selector, SelectionKey.OP_CONNECT);
        await(selector, end);
        channel.finishConnect();
      }
      channel.register(selector, SelectionKey.OP_READ);
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
      for (int read = 0; read >= 0 && all.size() < MOST_BYTES; ) {
        await(selector, end);
        read = channel.read(buffer.clear());
        all.write(buffer.array(), 0, Math.max(read, 0));
      }
      return all.toByteArray();
    }
  }

  private void await(Selector selector, Ticks end) throws IOException {
    long left = end.since(clock.ticks()) / A_MILLI;
    if (left <= 0 || selector.select(left) == 0) {
      throw new IOException("nothing within " + PATIENCE_SECONDS + " s");
    }
    selector.selectedKeys().clear();
  }

  /** With {@code stats-http} a head goes before the object. */
  private static byte[] body(byte[] answer) {
    int start = 0;
    while (start < answer.length && answer[start] != '{') {
      start++;
    }
    return Arrays.copyOfRange(answer, start, answer.length);
  }

  private static Map<String, Object> figures(Map<String, Object> stats) {
    List<Map<?, ?>> workers =
        stats.get("workers") instanceof List<?> list
            ? list.stream()
                .filter(Map.class::isInstance)
                .<Map<?, ?>>map(w -> (Map<?, ?>) w)
                .toList()
            : List.of();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("version", stats.get("version"));
    figures.put("workers", workers.size());
    figures.put("idle", count(workers, "idle"));
    figures.put("busy", count(workers, "busy"));
    figures.put("cheap", count(workers, "cheap"));
    figures.put("requests", sum(workers, "requests"));
    figures.put("exceptions", sum(workers, "exceptions"));
    figures.put("harakiris", sum(workers, "harakiri_count"));
    figures.put("rss", sum(workers, "rss"));
    figures.put("avgMicros", average(workers));
    figures.put("listenQueue", stats.get("listen_queue"));
    return figures;
  }

  private static long count(List<Map<?, ?>> workers, String status) {
    return workers.stream()
        .filter(worker -> String.valueOf(worker.get("status")).startsWith(status))
        .count();
  }

  private static long sum(List<Map<?, ?>> workers, String field) {
    return workers.stream().mapToLong(worker -> number(worker, field)).sum();
  }

  /** Of a request, over those workers that have answered any. */
  private static long average(List<Map<?, ?>> workers) {
    return (long)
        workers.stream()
            .filter(worker -> number(worker, "requests") > 0)
            .mapToLong(worker -> number(worker, "avg_rt"))
            .average()
            .orElse(0);
  }

  private static long number(Map<?, ?> worker, String field) {
    return worker.get(field) instanceof Number number ? number.longValue() : 0;
  }
}
