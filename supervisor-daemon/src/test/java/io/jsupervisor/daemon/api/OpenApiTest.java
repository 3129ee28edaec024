package io.jsupervisor.daemon.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls every path of the OpenAPI document on a live server: status and shape are as it says. */
@Timeout(60)
class OpenApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> BODIES =
      Map.of(
          "/api/v1/processes/{namespec}/signal",
          "{\"signal\":\"HUP\"}",
          "/api/v1/programs/{name}/scale",
          "{\"numprocs\":2}",
          "/RPC2",
          rpc());

  /**
   * Refused here, as the document says by its default: nothing to sign in to, not yet removable.
   */
  private static final Set<String> REFUSED =
      Set.of(
          "post /api/v1/session",
          "post /api/v1/groups/{name}/remove",
          "get /api/v1/upstreams/{name}");

  @TempDir Path dir;
  private LiveServer server;
  private JsonNode document;

  private static String rpc() {
    return "<methodCall><methodName>supervisor.getState</methodName></methodCall>";
  }

  @BeforeEach
  void start() throws Exception {
    Path log = Files.writeString(dir.resolve("web.log"), "some text\n");
    server = new LiveServer(Optional.of(log), 30_000, LiveServer.inet());
    server.fleet.add("web", "web", 0, log.toString());
    document = JSON.readTree(server.ask("GET", "/openapi.json").body());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @TestFactory
  Stream<DynamicTest> everyOperation_called_answersAsDocumented() {
    List<DynamicTest> tests = new ArrayList<>();
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation -> {
                          if (!operation.getKey().equals("parameters")) {
                            String name = operation.getKey() + " " + path.getKey();
                            tests.add(
                                dynamicTest(
                                    name, () -> check(name, path.getKey(), operation.getValue())));
                          }
                        }));
    assertTrue(tests.size() > 40, () -> "only " + tests.size());
    return tests.stream();
  }

  private void check(String name, String path, JsonNode operation) throws Exception {
    String method = name.substring(0, name.indexOf(' ')).toUpperCase(java.util.Locale.ROOT);
    RawClient.Answer answer = ask(method, path, operation);
    assertEquals(REFUSED.contains(name), answer.status() >= 400, () -> name + ": " + answer);
    JsonNode responses = operation.get("responses");
    JsonNode response = responses.get(Integer.toString(answer.status()));
    if (response == null) {
      assertTrue(answer.status() >= 400, () -> name + " answers an undocumented " + answer);
      response = responses.get("default");
    }
    JsonNode content = response.get("content");
    if (content == null) {
      boolean redirect = answer.status() / 100 == 3; // whose words nobody reads
      assertTrue(redirect || answer.body().isEmpty(), () -> name + ": " + answer);
      return;
    }
    String type = answer.headers().get("content-type").split(";", 2)[0];
    assertTrue(content.has(type), () -> name + " answers with " + type);
    if (type.endsWith("json")) {
      validate(name, content.get(type).get("schema"), JSON.readTree(answer.body()));
    }
  }

  private RawClient.Answer ask(String method, String path, JsonNode operation) throws Exception {
    String asked =
        path.replace("{namespec}", "web:web")
            .replace("{folder}/{file}", "lib/preact.module.js")
            .replace("{file}", "app.js")
            .replace("{name}", path.endsWith("add") ? "new" : "web")
            .replace("{channel}", "stdout");
    if (path.contains("{id}")) {
      JsonNode begun = JSON.readTree(server.post("/api/v1/processes/web:web/start", "").body());
      asked = asked.replace("{id}", begun.get("id").asText());
    }
    if (method.equals("GET") && isStream(path, operation)) {
      try (RawClient client = server.client()) {
        client.send(method, asked, "");
        return client.head();
      }
    }
    return method.equals("POST")
        ? server.post(asked, BODIES.getOrDefault(path, ""))
        : server.ask(method, asked);
  }

  private static boolean isStream(String path, JsonNode operation) {
    return operation.at("/responses/200/content/text~1event-stream").isObject()
        || path.contains("logtail");
  }

  /** As much of JSON Schema as the document uses. */
  private void validate(String where, JsonNode given, JsonNode value) throws IOException {
    JsonNode schema = resolved(given);
    JsonNode type = schema.get("type");
    if (type != null) {
      List<String> types = new ArrayList<>();
      (type.isArray() ? type : JSON.createArrayNode().add(type.asText()))
          .forEach(t -> types.add(t.asText()));
      assertTrue(
          types.stream().anyMatch(t -> is(t, value)),
          () -> where + " is " + value + ", not " + types);
    }
    for (JsonNode required : schema.path("required")) {
      assertTrue(value.has(required.asText()), () -> where + " has no " + required);
    }
    if (value.isObject() && schema.has("properties")) {
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        JsonNode known = schema.get("properties").get(field.getKey());
        assertTrue(known != null, () -> where + ": undocumented " + field);
        validate(where + "." + field.getKey(), known, field.getValue());
      }
    }
    for (JsonNode item : value.isArray() ? value : JSON.createArrayNode()) {
      if (schema.has("items")) {
        validate(where + "[]", schema.get("items"), item);
      }
    }
  }

  private JsonNode resolved(JsonNode schema) {
    return schema.has("$ref") ? document.at(schema.get("$ref").asText().substring(1)) : schema;
  }

  private static boolean is(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "boolean" -> value.isBoolean();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "null" -> value.isNull();
      default -> false;
    };
  }
}
