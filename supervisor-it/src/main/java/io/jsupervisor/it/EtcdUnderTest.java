package io.jsupervisor.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A cluster of Debian's etcd, its data in a folder: on free ports of the loopback address, or each
 * member in a place of its own, where only those see it who are on the same network.
 */
final class EtcdUnderTest implements AutoCloseable {
  private static final Pattern REVISION = Pattern.compile("\"revision\":\"(\\d+)\"");

  private static final Pattern CALLS =
      Pattern.compile(
          "(?m)^grpc_server_started_total\\{grpc_method=\"(\\w+)\",grpc_service=\"etcdserverpb[^}]*}"
              + " (\\S+)$");

  private final Path root;
  private final List<Place> places;
  private final List<Integer> clients = new ArrayList<>();
  private final List<Integer> peers = new ArrayList<>();
  private final List<Process> members = new ArrayList<>();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private EtcdUnderTest(Path root, List<Place> places) {
    this.root = root;
    this.places = List.copyOf(places);
    for (int i = 0; i < places.size(); i++) {
      clients.add(freePort());
      peers.add(freePort());
      members.add(null);
    }
  }

  /** Starts so many members and waits until they have a leader. */
  static EtcdUnderTest start(Path root, int size) {
    EtcdUnderTest etcd = prepared(root, size);
    try {
      etcd.startAll();
      return etcd;
    } catch (RuntimeException | AssertionError failed) {
      etcd.close();
      throw failed;
    }
  }

  /** Its ports are chosen; no member runs. */
  static EtcdUnderTest prepared(Path root, int size) {
    return new EtcdUnderTest(root, Collections.nCopies(size, Place.HERE));
  }

  /** Starts a member in each place; whoever needs them waits until they have a leader. */
  static EtcdUnderTest startIn(Path root, List<Place> places) {
    EtcdUnderTest etcd = new EtcdUnderTest(root, places);
    for (int i = 0; i < places.size(); i++) {
      etcd.startMember(i);
    }
    return etcd;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void startAll() {
    for (int i = 0; i < members.size(); i++) {
      startMember(i);
    }
    awaitLeader();
  }

  void awaitLeader() {
    long ignored =
        Await.answer(
            "etcd's leader",
            () -> revision(),
            () -> "the logs are " + root + "/etcd*.log: " + log(0));
  }

  void startMember(int number) {
    List<String> cluster = new ArrayList<>();
    for (int i = 0; i < peers.size(); i++) {
      cluster.add("m" + i + "=" + peer(i));
    }
    List<String> command =
        List.of(
            "/usr/bin/etcd",
            "--name=m" + number,
            "--data-dir=" + root.resolve("etcd" + number),
            "--listen-client-urls=" + endpoint(number),
            "--advertise-client-urls=" + endpoint(number),
            "--listen-peer-urls=" + peer(number),
            "--initial-advertise-peer-urls=" + peer(number),
            "--initial-cluster=" + String.join(",", cluster));
    ProcessBuilder builder =
        new ProcessBuilder(places.get(number).command(command))
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(root.resolve("etcd" + number + ".log").toFile()));
    try {
      members.set(number, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start etcd (cure: apt-get install etcd-server)", e);
    }
  }

  private String log(int number) {
    try {
      return Files.readString(root.resolve("etcd" + number + ".log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  String endpoint(int number) {
    return "http://" + places.get(number).address() + ":" + clients.get(number);
  }

  private String peer(int number) {
    return "http://" + places.get(number).address() + ":" + peers.get(number);
  }

  /** As {@code endpoints=} has them. */
  String endpoints() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < clients.size(); i++) {
      all.add(endpoint(i));
    }
    return String.join(",", all);
  }

  long pid(int number) {
    return members.get(number).pid();
  }

  void kill(int number) {
    Process member = members.get(number);
    if (member != null) {
      DaemonUnderTest.ended(member.destroyForcibly());
    }
  }

  void killAll() {
    // At the same moment: whoever is left alone with two of three goes on with them.
    members.stream().filter(Objects::nonNull).forEach(Process::destroyForcibly);
    for (int i = 0; i < members.size(); i++) {
      kill(i);
    }
  }

  /** The revision of the store, if a majority answers. */
  Optional<Long> revision() {
    return ask("/v3/kv/range", "{\"key\":\"" + base64("/x") + "\"}")
        .map(REVISION::matcher)
        .filter(Matcher::find)
        .map(found -> Long.parseLong(found.group(1)));
  }

  /** How often each method was called since the members were started, as they count themselves. */
  Map<String, Long> requests() {
    Map<String, Long> all = new TreeMap<>();
    for (int i = 0; i < clients.size(); i++) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(endpoint(i) + "/metrics"))
              .timeout(Duration.ofSeconds(10))
              .build();
      try {
        String text = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        CALLS
            .matcher(text)
            .results()
            .forEach(
                call ->
                    all.merge(call.group(1), (long) Double.parseDouble(call.group(2)), Long::sum));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    all.values().removeIf(count -> count == 0);
    return all;
  }

  /** Puts a key without a lease. */
  void put(String key, String value) {
    String body = "{\"key\":\"" + base64(key) + "\",\"value\":\"" + base64(value) + "\"}";
    String ignored = Await.answer("etcd takes " + key, () -> ask("/v3/kv/put", body), () -> log(0));
  }

  /** Number of keys below the fleet's prefix. */
  long keys() {
    return keys("/jsupervisor");
  }

  /** Number of keys of one node. */
  long keysOf(String node) {
    return keys("/jsupervisor/v1/site/nodes/" + node);
  }

  private long keys(String folder) {
    String body =
        "{\"key\":\""
            + base64(folder + "/")
            + "\",\"range_end\":\""
            + base64(folder + "0")
            + "\",\"count_only\":true}";
    String answer = ask("/v3/kv/range", body).orElse("");
    Matcher count = Pattern.compile("\"count\":\"(\\d+)\"").matcher(answer);
    return count.find() ? Long.parseLong(count.group(1)) : 0;
  }

  private static String base64(String text) {
    return Base64.getEncoder()
        .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private Optional<String> ask(String path, String body) {
    for (int i = 0; i < clients.size(); i++) {
      try {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(endpoint(i) + path))
                .timeout(Duration.ofSeconds(3))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() == 200) {
          return Optional.of(response.body());
        }
      } catch (IOException away) {
        // the next one may answer
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    for (Process member : members) {
      if (member != null) {
        member.destroyForcibly();
      }
    }
    try {
      for (Process member : members) {
        if (member != null && !member.waitFor(10, TimeUnit.SECONDS)) {
          System.err.println("etcd " + member.pid() + " does not end");
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    http.close();
  }
}
