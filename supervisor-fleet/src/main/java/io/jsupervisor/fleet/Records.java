package io.jsupervisor.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jsupervisor.daemon.cluster.PeerInstance;
import io.jsupervisor.daemon.cluster.PeerNode;
import io.jsupervisor.daemon.core.Namespec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The values in the store: small JSON objects. What is read may be anybody's text and gets into
 * proxies' files, so every field is held to a form; what does not fit is left out. Pure.
 */
final class Records {
  /** What a ttl may be at most, in seconds. */
  static final int MOST_TTL = 3600;

  /** Ours have some 300 characters. */
  static final int LONGEST = 8 * 1024;

  private static final int LONGEST_TEXT = 255;
  private static final int MOST_PROGRAMS = 1000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{0,64}");
  private static final Pattern API =
      Pattern.compile("http://([A-Za-z0-9][A-Za-z0-9_.-]{0,252}|\\[[0-9A-Fa-f:.]+\\]):\\d{1,5}");
  private static final Set<String> PROTOCOLS = Set.of("http", "uwsgi", "fastcgi", "scgi", "tcp");
  private static final Set<String> STATES =
      Set.of("STOPPED", "STARTING", "RUNNING", "BACKOFF", "STOPPING", "EXITED", "FATAL", "UNKNOWN");

  private Records() {}

  /**
   * What a node says of itself.
   *
   * @param incarnation of its daemon: random, so that two who claim one name are told apart
   * @param left its daemon stops: it is not to be waited for
   */
  record NodeRecord(PeerNode node, String incarnation, boolean left) {}

  /**
   * @param programs whose instances its proxies get from other machines
   * @param applied the revision up to which its proxies have been told
   */
  record ProxiesRecord(List<String> programs, long applied) {
    static final ProxiesRecord NONE = new ProxiesRecord(List.of(), 0);

    ProxiesRecord {
      programs = List.copyOf(programs);
    }
  }

  /** The name of a node or a cluster. */
  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** Words that can be printed on one line. */
  static boolean isText(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST_TEXT
        && text.codePoints().noneMatch(c -> Character.isISOControl(c) || c == 0xFFFD);
  }

  static String write(NodeRecord node) {
    ObjectNode json = JSON.createObjectNode();
    json.put("address", node.node().address());
    json.put("api", node.node().api());
    json.put("version", node.node().version());
    json.put("pid", node.node().pid());
    json.put("started", node.node().started());
    json.put("ttl", node.node().ttl());
    json.put("incarnation", node.incarnation());
    if (node.left()) {
      json.put("left", true);
    }
    return json.toString();
  }

  static Optional<NodeRecord> node(String name, String text) {
    return object(text)
        .map(
            json -> {
              String version = json.path("version").asText("");
              PeerNode node =
                  new PeerNode(
                      name,
                      host(json.path("address").asText("")),
                      api(json.path("api").asText("")),
                      isText(version) ? version : "",
                      json.path("pid").asLong(0),
                      json.path("started").asLong(0),
                      Math.clamp(json.path("ttl").asLong(10), 1, MOST_TTL),
                      List.of(),
                      false);
              String incarnation = json.path("incarnation").asText("");
              return new NodeRecord(
                  node,
                  DIGEST.matcher(incarnation).matches() ? incarnation : "",
                  json.path("left").asBoolean(false));
            });
  }

  static String write(ProxiesRecord proxies) {
    ObjectNode json = JSON.createObjectNode();
    proxies.programs().forEach(json.putArray("programs")::add);
    json.put("applied", proxies.applied());
    return json.toString();
  }

  static ProxiesRecord proxies(String text) {
    return object(text)
        .map(
            json -> {
              List<String> programs = new ArrayList<>();
              for (JsonNode program : json.path("programs")) {
                if (isText(program.asText("")) && programs.size() < MOST_PROGRAMS) {
                  programs.add(program.asText());
                }
              }
              return new ProxiesRecord(programs, json.path("applied").asLong(0));
            })
        .orElse(ProxiesRecord.NONE);
  }

  /** Node, name and revision are told by the key. */
  static String write(PeerInstance instance) {
    ObjectNode json = JSON.createObjectNode();
    json.put("program", instance.program());
    json.put("state", instance.statename());
    json.put("ready", instance.ready());
    json.put("leaving", instance.leaving());
    json.put("host", instance.host());
    json.put("port", instance.port());
    json.put("protocol", instance.protocol());
    json.put("weight", instance.weight());
    json.put("version", instance.version());
    json.put("pid", instance.pid());
    json.put("start", instance.start());
    return json.toString();
  }

  static Optional<PeerInstance> instance(
      String node, Namespec process, String text, long revision) {
    Optional<JsonNode> read = object(text);
    if (read.isEmpty() || !isText(read.get().path("program").asText(""))) {
      return Optional.empty();
    }
    JsonNode json = read.get();
    String state = json.path("state").asText("");
    String protocol = json.path("protocol").asText("http");
    String version = json.path("version").asText("");
    int port = json.path("port").asInt(0);
    boolean served = port > 0 && port <= 65535 && PROTOCOLS.contains(protocol);
    return Optional.of(
        new PeerInstance(
            node,
            process,
            json.path("program").asText(),
            STATES.contains(state) ? state : "UNKNOWN",
            json.path("ready").asBoolean(false),
            json.path("leaving").asBoolean(false),
            served ? host(json.path("host").asText("")) : "",
            served ? port : 0,
            served ? protocol : "http",
            Math.clamp(json.path("weight").asInt(1), 1, 100),
            DIGEST.matcher(version).matches() ? version : "",
            Math.max(0, json.path("pid").asInt(0)),
            Math.max(0, json.path("start").asLong(0)),
            revision));
  }

  private static String host(String text) {
    return Hosts.isHost(text) ? text : "";
  }

  private static String api(String text) {
    return API.matcher(text).matches() ? text : "";
  }

  private static Optional<JsonNode> object(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(JSON.readTree(text)).filter(JsonNode::isObject);
    } catch (JsonProcessingException notJson) {
      return Optional.empty();
    }
  }
}
