package io.jsupervisor.fleet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jsupervisor.daemon.config.FleetSpec;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One member of Debian's etcd on the loopback address, its data in a folder. */
final class RealEtcd implements AutoCloseable {
  private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final Pattern CALLS =
      Pattern.compile(
          "^grpc_server_started_total\\{grpc_method=\"(\\w+)\",grpc_service=\"etcdserverpb.*}"
              + " (\\S+)$");

  final String endpoint;
  private final Path root;
  private final List<String> command;
  private Process process;

  /**
   * @param scheme http or https
   * @param options of etcd
   */
  RealEtcd(Path root, String scheme, String... options) throws IOException {
    this.root = root;
    this.endpoint = scheme + "://127.0.0.1:" + freePort();
    String peer = "http://127.0.0.1:" + freePort();
    this.command =
        new ArrayList<>(
            List.of(
                "/usr/bin/etcd",
                "--data-dir=" + root.resolve("etcd"),
                "--listen-client-urls=" + endpoint,
                "--advertise-client-urls=" + endpoint,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=default=" + peer));
    command.addAll(Arrays.asList(options));
    start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  void start() throws IOException {
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(root.resolve("etcd.log").toFile()))
            .start();
  }

  /** Stops it, keeps what it has aside, and starts it again. */
  void backUp() throws IOException, InterruptedException {
    kill();
    copy("etcd", "backup");
    start();
  }

  /** Goes back to what was kept aside. */
  void restore() throws IOException, InterruptedException {
    kill();
    copy("backup", "etcd");
    start();
  }

  private void copy(String from, String to) throws IOException, InterruptedException {
    run("/bin/rm", "-rf", root.resolve(to).toString());
    run("/bin/cp", "-a", root.resolve(from).toString(), root.resolve(to).toString());
  }

  private static void run(String... command) throws IOException, InterruptedException {
    int code = new ProcessBuilder(command).start().waitFor();
    if (code != 0) {
      throw new IOException(String.join(" ", command) + ": " + code);
    }
  }

  void kill() throws InterruptedException {
    int ignored = process.destroyForcibly().waitFor();
  }

  /** STOP or CONT. */
  void signal(String name) throws IOException, InterruptedException {
    run("/bin/kill", "-" + name, Long.toString(process.pid()));
  }

  /** How often each method was called since it was started, as it counts itself. */
  Map<String, Long> requests() throws IOException {
    String text;
    try (InputStream in = URI.create(endpoint + "/metrics").toURL().openStream()) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Map<String, Long> all = new TreeMap<>();
    for (String line : (Iterable<String>) text.lines()::iterator) {
      Matcher call = CALLS.matcher(line);
      if (call.find()) {
        all.merge(call.group(1), (long) Double.parseDouble(call.group(2)), Long::sum);
      }
    }
    return all;
  }

  /** Waits until a method was called so many times more. */
  void awaitMoreRequests(String method, long count) throws IOException {
    long wanted = requests().getOrDefault(method, 0L) + count;
    long begun = System.nanoTime();
    while (requests().getOrDefault(method, 0L) < wanted) {
      if (System.nanoTime() - begun > DEADLINE_NANOS) {
        throw new IOException(requests().toString());
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  FleetSpec spec() {
    return spec(Optional.empty(), Optional.empty());
  }

  FleetSpec spec(Optional<String> username, Optional<String> password) {
    return new FleetSpec(
        "site",
        List.of(endpoint),
        "one",
        Optional.empty(),
        30, // a busy machine may take its time
        username,
        password,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Asks until it answers: it takes a moment to start. */
  void await(EtcdHttp http) throws Exception {
    long begun = System.nanoTime();
    while (true) {
      try {
        long ignored = new Etcd(http).newest("/jsupervisor/v1/site/nodes/");
        return;
      } catch (EtcdException notYet) {
        if (System.nanoTime() - begun > DEADLINE_NANOS) {
          throw new IOException(Files.readString(root.resolve("etcd.log")), notYet);
        }
      }
    }
  }

  /** Somebody else writes, and the store forgets all revisions before the newest. */
  void compactAfterOthers(EtcdHttp http) throws Exception {
    ObjectNode put = EtcdHttp.object();
    put.put("key", base64("/elsewhere/key"));
    put.put("value", base64("value"));
    String revision = "";
    for (int i = 0; i < 10; i++) {
      revision = http.ask("/v3/kv/put", put).path("header").path("revision").asText();
    }
    ObjectNode body = EtcdHttp.object();
    body.put("revision", revision);
    Object ignored = http.ask("/v3/kv/compaction", body);
  }

  /** A user who may write below one prefix and read below another; then everybody must sign in. */
  void demandSignIn(EtcdHttp http, String user, String writes, String reads) throws Exception {
    ask(http, "/v3/auth/user/add", "name", "root", "password", "toor");
    ask(http, "/v3/auth/role/add", "name", "root");
    ask(http, "/v3/auth/user/grant", "user", "root", "role", "root");
    ask(http, "/v3/auth/user/add", "name", user, "password", "secret");
    ask(http, "/v3/auth/role/add", "name", "role");
    ask(http, "/v3/auth/user/grant", "user", user, "role", "role");
    permit(http, "READWRITE", writes);
    permit(http, "READ", reads);
    ask(http, "/v3/auth/enable");
  }

  private static void permit(EtcdHttp http, String kind, String prefix) throws Exception {
    ObjectNode body = EtcdHttp.object();
    body.put("name", "role");
    ObjectNode permission = body.putObject("perm");
    permission.put("permType", kind);
    permission.put("key", base64(prefix));
    permission.put("range_end", base64(Keys.end(prefix)));
    Object ignored = http.ask("/v3/auth/role/grant", body);
  }

  private static void ask(EtcdHttp http, String path, String... fields) throws Exception {
    ObjectNode body = EtcdHttp.object();
    for (int i = 0; i < fields.length; i += 2) {
      body.put(fields[i], fields[i + 1]);
    }
    Object ignored = http.ask(path, body);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("etcd does not end");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
