package io.jsupervisor.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jsupervisor.daemon.config.FleetSpec;
import io.jsupervisor.fleet.EtcdException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Requests to etcd's HTTP/JSON gateway. One member is asked until it fails, then the next; whoever
 * calls waits. Any thread.
 */
final class EtcdHttp implements AutoCloseable {
  /** A view of ten thousand instances has some 5 MB; the heap is small. */
  static final int MOST_BYTES = 4 * 1024 * 1024;

  private static final Duration LONG = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final FleetSpec spec;
  private final List<String> endpoints;
  private volatile Duration patience;
  private final EtcdClient client;
  private volatile int current;
  private volatile String token = "";
  private volatile Consumer<String> left = endpoint -> {};

  /**
   * @throws IllegalArgumentException with a sentence for people, when certificates cannot be used
   */
  EtcdHttp(FleetSpec spec) {
    this(spec, new EtcdClient(spec));
    HttpClient ignored = client.get();
  }

  private EtcdHttp(FleetSpec spec, EtcdClient client) {
    this.spec = spec;
    this.endpoints = spec.endpoints();
    this.patience = patience(spec.ttlSecs());
    this.client = client;
  }

  /** The same, where certificates that cannot be used yet are as members that do not answer yet. */
  static EtcdHttp patient(FleetSpec spec) {
    return new EtcdHttp(spec, new EtcdClient(spec));
  }

  private HttpClient client() throws EtcdException {
    try {
      return client.get();
    } catch (IllegalArgumentException unusable) {
      throw new EtcdException(Kind.AWAY, unusable.getMessage(), unusable);
    }
  }

  /** So that a silent member does not cost the lease. */
  private static Duration patience(long ttlSecs) {
    return Duration.ofMillis(Math.clamp(ttlSecs * 1000 / 5, 500, 5000));
  }

  /** Waits for answers from now on as somebody with a lease of so many seconds has to. */
  void hurry(long ttlSecs) {
    patience = patience(ttlSecs);
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** The member that is asked now. */
  String endpoint() {
    return endpoints.get(current);
  }

  /** Who is told of each member that did not answer, where there are others. */
  void onSilence(Consumer<String> listener) {
    left = listener;
  }

  /** This member failed: asks another from now on, unless that is so already. */
  void leave(String endpoint) {
    int asked = current;
    if (endpoints.get(asked).equals(endpoint)) {
      current = (asked + 1) % endpoints.size();
    }
  }

  /** One answer; each member is asked once before this gives up. */
  JsonNode ask(String path, ObjectNode body) throws EtcdException, InterruptedException {
    return ask(path, body, patience);
  }

  /** The same for a long answer, on which no lease depends. */
  JsonNode askMuch(String path, ObjectNode body) throws EtcdException, InterruptedException {
    return ask(path, body, patience.compareTo(LONG) > 0 ? patience : LONG);
  }

  private JsonNode ask(String path, ObjectNode body, Duration wait)
      throws EtcdException, InterruptedException {
    EtcdException last = new EtcdException(Kind.AWAY, "no endpoint");
    for (int turn = 0; turn < endpoints.size(); turn++) {
      String asked = endpoint();
      try {
        return askSignedIn(path, body, wait);
      } catch (EtcdException failure) {
        if (failure.kind() != Kind.AWAY) {
          throw failure;
        }
        last = failure;
        leave(asked);
        if (endpoints.size() > 1) {
          left.accept(asked); // else there is nobody to go to
        }
      }
    }
    throw last;
  }

  private JsonNode askSignedIn(String path, ObjectNode body, Duration wait)
      throws EtcdException, InterruptedException {
    signIn();
    try {
      return send(path, body, wait);
    } catch (EtcdException failure) {
      if (failure.kind() != Kind.NOT_SIGNED_IN || spec.username().isEmpty()) {
        throw failure;
      }
      token = ""; // tokens end after some minutes, and with the member that gave them
      signIn();
      return send(path, body, wait);
    }
  }

  private void signIn() throws EtcdException, InterruptedException {
    if (spec.username().isPresent() && token.isEmpty()) {
      ObjectNode body = object();
      body.put("name", spec.username().get());
      body.put("password", spec.password().orElse(""));
      token = send("/v3/auth/authenticate", body, patience).path("token").asText("");
    }
  }

  private JsonNode send(String path, ObjectNode body, Duration wait)
      throws EtcdException, InterruptedException {
    String endpoint = endpoint();
    HttpResponse<byte[]> response =
        await(
            endpoint,
            client()
                .sendAsync(
                    request(endpoint, path, body).build(),
                    HttpResponse.BodyHandlers.limiting(
                        HttpResponse.BodyHandlers.ofByteArray(), MOST_BYTES)),
            wait);
    return answer(endpoint, response.statusCode(), response.body());
  }

  /** The client's own timeout ends with the head of an answer, or not, by the release of Java. */
  private static <T> T await(String endpoint, CompletableFuture<T> answer, Duration wait)
      throws EtcdException, InterruptedException {
    try {
      return answer.get(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new EtcdException(
          Kind.AWAY, endpoint + " does not answer within " + wait.toMillis() + " ms", late);
    } catch (ExecutionException failed) {
      throw away(endpoint, failed.getCause());
    } finally {
      boolean ignored = answer.cancel(true); // nothing to cancel where it has come
    }
  }

  private HttpRequest.Builder request(String endpoint, String path, ObjectNode body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(endpoint + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    if (!token.isEmpty()) {
      request.header("Authorization", token);
    }
    return request;
  }

  private static EtcdException away(String endpoint, Throwable silent) {
    String why =
        silent.getMessage() == null ? silent.getClass().getSimpleName() : silent.getMessage();
    if (why.contains("exceeds capacity")) { // in the words of BodyHandlers.limiting
      return new EtcdException(
          Kind.TOO_LARGE, endpoint + " answers with more than " + MOST_BYTES + " bytes", silent);
    }
    return new EtcdException(Kind.AWAY, endpoint + " does not answer (" + why + ")", silent);
  }

  private JsonNode answer(String endpoint, int status, byte[] bytes) throws EtcdException {
    JsonNode json;
    try {
      json = JSON.readTree(bytes);
    } catch (IOException notJson) {
      throw new EtcdException(
          Kind.AWAY, endpoint + " is not etcd's gateway: it answers " + status, notJson);
    }
    if (status != 200 || json.has("error")) {
      throw refusal(endpoint, status, json);
    }
    return json;
  }

  /** Codes are those of gRPC. */
  private EtcdException refusal(String endpoint, int status, JsonNode json) {
    JsonNode error = json.path("error").isObject() ? json.path("error") : json;
    String message = error.path("message").asText(error.path("error").asText("status " + status));
    int code = error.path("code").asInt(error.path("grpc_code").asInt(-1));
    String lower = message.toLowerCase(Locale.ROOT);
    String text = endpoint + ": " + message;
    if (lower.contains("requested lease not found")) {
      return new EtcdException(Kind.NO_LEASE, text);
    }
    if (code == 16
        || lower.contains("invalid auth token")
        || lower.contains("revision of auth store is old") // users or roles changed: so with jwt
        || lower.contains("revision in header is old")
        || lower.contains("user name is empty")) {
      boolean anonymous = spec.username().isEmpty();
      return new EtcdException(
          Kind.NOT_SIGNED_IN,
          text + (anonymous ? " (cure: username and password in [fleet])" : ""));
    }
    if (lower.contains("permission denied")) {
      return new EtcdException(
          Kind.REFUSED,
          text + " (cure: the role of user " + spec.username().orElse("") + "; see docs/fleet.md)");
    }
    boolean refused =
        code == 3
            || code == 5
            || code == 7
            || code == 9
            || code == 11
            || code == 12
            || status == 404;
    return new EtcdException(refused ? Kind.REFUSED : Kind.AWAY, text);
  }

  /**
   * An answer without end, a JSON object a line. Close it to end it, from any thread.
   *
   * @throws EtcdException when its head does not come in time
   */
  EtcdStream stream(String path, ObjectNode body) throws EtcdException, InterruptedException {
    signIn();
    String endpoint = endpoint();
    // The member ends the stream when it has lost the majority.
    HttpRequest request =
        request(endpoint, path, body).header("Grpc-Metadata-hasleader", "true").build();
    HttpResponse<InputStream> response =
        await(
            endpoint,
            client().sendAsync(request, HttpResponse.BodyHandlers.ofInputStream()),
            patience);
    if (response.statusCode() == 200) {
      return new EtcdStream(response.body(), endpoint);
    }
    try (InputStream in = response.body()) {
      JsonNode unexpected = answer(endpoint, response.statusCode(), in.readNBytes(MOST_BYTES));
      throw new EtcdException(Kind.AWAY, endpoint + ": " + unexpected);
    } catch (EtcdException known) {
      if (known.kind() == Kind.NOT_SIGNED_IN) {
        token = "";
      }
      throw known;
    } catch (IOException silent) {
      throw away(endpoint, silent);
    }
  }

  /** The next object of a stream. */
  JsonNode parsed(String endpoint, byte[] line) throws EtcdException {
    return answer(endpoint, 200, line);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.close();
  }
}
