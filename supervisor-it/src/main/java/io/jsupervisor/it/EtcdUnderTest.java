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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A cluster of Debian's etcd on free ports of the loopback address, its data in a folder. */
final class EtcdUnderTest implements AutoCloseable {
  private static final Pattern REVISION = Pattern.compile("\"revision\":\"(\\d+)\"");

  private final Path root;
  private final List<Integer> clients = new ArrayList<>();
  private final List<Integer> peers = new ArrayList<>();
  private final List<Process> members = new ArrayList<>();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private EtcdUnderTest(Path root, int size) {
    this.root = root;
    for (int i = 0; i < size; i++) {
      clients.add(freePort());
      peers.add(freePort());
      members.add(null);
    }
  }

  /** Starts so many members and waits until they have a leader. */
  static EtcdUnderTest start(Path root, int size) {
    EtcdUnderTest etcd = prepared(root, size);
    etcd.startAll();
    return etcd;
  }

  /** Its ports are chosen; no member runs. */
  static EtcdUnderTest prepared(Path root, int size) {
    return new EtcdUnderTest(root, size);
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
      cluster.add("m" + i + "=http://127.0.0.1:" + peers.get(i));
    }
    ProcessBuilder builder =
        new ProcessBuilder(
                "/usr/bin/etcd",
                "--name=m" + number,
                "--data-dir=" + root.resolve("etcd" + number),
                "--listen-client-urls=" + endpoint(number),
                "--advertise-client-urls=" + endpoint(number),
                "--listen-peer-urls=http://127.0.0.1:" + peers.get(number),
                "--initial-advertise-peer-urls=http://127.0.0.1:" + peers.get(number),
                "--initial-cluster=" + String.join(",", cluster))
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
    return "http://127.0.0.1:" + clients.get(number);
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

  /** Puts a key without a lease. */
  void put(String key, String value) {
    String body = "{\"key\":\"" + base64(key) + "\",\"value\":\"" + base64(value) + "\"}";
    String ignored = Await.answer("etcd takes " + key, () -> ask("/v3/kv/put", body), () -> log(0));
  }

  /** Number of keys below the fleet's prefix. */
  long keys() {
    String body =
        "{\"key\":\""
            + base64("/jsupervisor/")
            + "\",\"range_end\":\""
            + base64("/jsupervisor0")
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
