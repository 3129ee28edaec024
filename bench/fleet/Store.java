import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One member of etcd on the loopback address, and what it counts itself. */
final class Store implements AutoCloseable {
  private static final Pattern REVISION = Pattern.compile("\"revision\":\"(\\d+)\"");
  private static final Pattern CALLS =
      Pattern.compile(
          "grpc_server_started_total\\{grpc_method=\"(\\w+)\",grpc_service=\"etcdserverpb[^}]*}"
              + " (\\S+)");
  private static final Pattern SENT =
      Pattern.compile("(?m)^etcd_network_client_grpc_sent_bytes_total (\\S+)");

  final String endpoint = "http://127.0.0.1:" + freePort();
  private final String peer = "http://127.0.0.1:" + freePort();
  private final Path folder;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private Process process;

  Store(Path folder) {
    this.folder = folder;
  }

  /**
   * @param calls since it started, by the name of the method
   * @param sent bytes to its clients
   */
  record Counts(Map<String, Long> calls, long sent, long revision) {
    long all() {
      return calls.values().stream().mapToLong(Long::longValue).sum();
    }

    Counts since(Counts before) {
      Map<String, Long> more = new TreeMap<>();
      calls.forEach(
          (name, count) -> {
            long difference = count - before.calls.getOrDefault(name, 0L);
            if (difference > 0) {
              more.put(name, difference);
            }
          });
      return new Counts(more, sent - before.sent, revision - before.revision);
    }

    @Override
    public String toString() {
      return "%d requests %s, %.1f MB sent, %d writes"
          .formatted(all(), calls, sent / 1e6, revision);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  void start() throws Exception {
    process =
        new ProcessBuilder(
                "etcd",
                "--data-dir=" + folder.resolve("etcd"),
                "--listen-client-urls=" + endpoint,
                "--advertise-client-urls=" + endpoint,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=default=" + peer)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("etcd.log").toFile()))
            .start();
    while (true) {
      try {
        if (revision() > 0) {
          return;
        }
      } catch (IOException notYet) {
        if (!process.isAlive()) {
          throw new IllegalStateException("etcd ended; its log is " + folder.resolve("etcd.log"));
        }
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  private String ask(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpRequest timed = request.timeout(Duration.ofSeconds(20)).build();
    return http.send(timed, HttpResponse.BodyHandlers.ofString()).body();
  }

  private long revision() throws IOException, InterruptedException {
    Matcher found =
        REVISION.matcher(
            ask(
                HttpRequest.newBuilder(URI.create(endpoint + "/v3/kv/range"))
                    .POST(HttpRequest.BodyPublishers.ofString("{\"key\":\"eA==\"}"))));
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }

  /** Asking counts, too: one Range each time. */
  Counts counts() throws IOException, InterruptedException {
    long revision = revision();
    String metrics = ask(HttpRequest.newBuilder(URI.create(endpoint + "/metrics")));
    Map<String, Long> calls = new TreeMap<>();
    for (var call :
        (Iterable<java.util.regex.MatchResult>) CALLS.matcher(metrics).results()::iterator) {
      calls.merge(call.group(1), (long) Double.parseDouble(call.group(2)), Long::sum);
    }
    Matcher sent = SENT.matcher(metrics);
    return new Counts(calls, sent.find() ? (long) Double.parseDouble(sent.group(1)) : 0, revision);
  }

  static Counts none() {
    return new Counts(Map.of(), 0, 0);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    http.close();
  }
}
