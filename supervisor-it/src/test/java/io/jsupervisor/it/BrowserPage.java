package io.jsupervisor.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * One tab. What the page's scripts throw, what its policy refuses and requests to other hosts are
 * kept as complaints.
 */
final class BrowserPage implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PATIENCE_SECONDS = 60;
  private static final long PAUSE_NANOS = 10_000_000;
  private static final Pattern OWN =
      Pattern.compile("https?://([^/@]*@)?(127\\.0\\.0\\.1|localhost)[:/]|about:|blob:|data:");

  /** Finds what a person would: by the words or the name of a thing. */
  private static final String FINDERS =
      """
      const all = (s) => [...document.querySelectorAll(s)];
      const named = (name) => {
        const is = (e) => e.textContent.trim() === name || e.getAttribute("aria-label") === name;
        const found = all("dialog[open] button, dialog[open] a").find(is) ?? all("button, a, summary").find(is);
        if (!found) throw new Error("there is nothing named " + name);
        return found;
      };
      const fill = (e, text) => {
        e.value = text;
        e.dispatchEvent(new Event(e.tagName === "SELECT" ? "change" : "input", { bubbles: true }));
      };
      const row = (name) => document.querySelector(`[data-name="${name}"]`)?.innerText ?? "";
      const text = () => document.body?.innerText ?? "";
      """;

  private final AtomicInteger number = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> open = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private WebSocket socket;

  private BrowserPage() {}

  static BrowserPage attach(HttpClient http, String address) {
    BrowserPage page = new BrowserPage();
    page.socket = http.newWebSocketBuilder().buildAsync(URI.create(address), page.new Ear()).join();
    for (String domain : List.of("Page", "Runtime", "Log", "Performance", "Network")) {
      page.call(domain + ".enable", Map.of());
    }
    return page;
  }

  private final class Ear implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      message.append(part);
      if (last) {
        hear(message.toString());
        message.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  private void hear(String message) {
    JsonNode json;
    try {
      json = JSON.readTree(message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (json.has("id")) {
      open.remove(json.get("id").asInt()).complete(json);
    } else if (json.path("method").asText().equals("Runtime.exceptionThrown")) {
      complaints.add(json.at("/params/exceptionDetails").toString());
    } else if (json.path("method").asText().equals("Log.entryAdded")
        && json.at("/params/entry/level").asText().equals("error")
        && !json.at("/params/entry/source").asText().equals("network")) {
      complaints.add(json.at("/params/entry/text").asText());
    } else if (json.path("method").asText().equals("Network.requestWillBeSent")
        && !OWN.matcher(json.at("/params/request/url").asText()).lookingAt()) {
      complaints.add("asked another host: " + json.at("/params/request/url").asText());
    }
  }

  /** Calls a method of the protocol. */
  JsonNode call(String method, Map<String, ?> params) {
    int id = number.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    open.put(id, answer);
    ObjectNode request = JSON.createObjectNode().put("id", id).put("method", method);
    request.set("params", JSON.valueToTree(params));
    socket.sendText(request.toString(), true).join();
    JsonNode json = answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    if (json.has("error")) {
      throw new AssertionError(method + ": " + json.get("error"));
    }
    return json.get("result");
  }

  /** Runs a function's body in the page; its value, promises awaited. */
  JsonNode run(String body) {
    JsonNode result =
        call(
            "Runtime.evaluate",
            Map.of(
                "expression", "(async () => {" + FINDERS + body + "})()",
                "awaitPromise", true,
                "returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new AssertionError(body + "\n" + result.get("exceptionDetails"));
    }
    return result.at("/result/value");
  }

  /**
   * Waits until an expression is true in the page, which looks itself: a question costs a turn. No
   * rest between two looks, as what ended well is on the screen for some seconds only.
   */
  void await(String expression) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!isTrue(expression)) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "still waiting for "
                + expression
                + "\nthe page shows:\n"
                + run("return text()").asText()
                + "\ncomplaints: "
                + complaints);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** False also between two documents, where there is nothing to ask. */
  private boolean isTrue(String expression) {
    String body =
        "for (let look = 0; look < 40; look++) { try { if ("
            + expression
            + ") return true } catch {} await new Promise((done) => setTimeout(done, 25)) }"
            + " return false";
    try {
      return run(body).asBoolean();
    } catch (AssertionError navigating) {
      return false;
    }
  }

  /** Presses a button or follows a link, by its words or name, once it is there. */
  void click(String name) {
    await("(() => { try { return !named('" + name + "').disabled } catch { return false } })()");
    var _ = run("named('" + name + "').click()");
  }

  /** Presses a key as a person does; {@code Enter}, {@code Escape}, {@code ?}, {@code j}. */
  void press(String key) {
    boolean word = key.length() == 1;
    Map<String, Object> down =
        word
            ? Map.of("type", "keyDown", "key", key, "text", key)
            : key.equals("Enter")
                ? Map.of(
                    "type",
                    "keyDown",
                    "key",
                    key,
                    "code",
                    key,
                    "windowsVirtualKeyCode",
                    13,
                    "text",
                    "\r")
                : Map.of(
                    "type", "keyDown", "key", key, "code", key, "windowsVirtualKeyCode", code(key));
    var _ = call("Input.dispatchKeyEvent", down);
    var _ = call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key));
  }

  private static int code(String key) {
    return switch (key) {
      case "Tab" -> 9;
      case "Escape" -> 27;
      default -> 0;
    };
  }

  void type(String text) {
    text.chars().forEach(c -> press(Character.toString(c)));
  }

  void go(String url) {
    var _ = call("Page.navigate", Map.of("url", url));
  }

  /**
   * Size of the window, and whether the system is dark. Nothing moves: a colour half-way to another
   * is nobody's choice.
   */
  void viewport(int width, int height, boolean dark) {
    var _ =
        call(
            "Emulation.setDeviceMetricsOverride",
            Map.of(
                "width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    var _ =
        call(
            "Emulation.setEmulatedMedia",
            Map.of(
                "features",
                List.of(
                    Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"),
                    Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
  }

  void screenshot(Path file) {
    byte[] png =
        Base64.getDecoder()
            .decode(call("Page.captureScreenshot", Map.of("format", "png")).get("data").asText());
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, SmallPng.of(png));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Drags with the mouse along the middle of what a selector finds first; parts of its width. */
  void drag(String selector, double from, double to) {
    String place =
        "const b = document.querySelector('"
            + selector
            + "').getBoundingClientRect(); return [b.left, b.width, b.top + b.height / 2]";
    var _ = run("document.querySelector('" + selector + "').scrollIntoView({ block: 'center' })");
    JsonNode box = run(place);
    double y = box.get(2).asDouble();
    double first = box.get(0).asDouble() + from * box.get(1).asDouble();
    double last = box.get(0).asDouble() + to * box.get(1).asDouble();
    mouse("mouseMoved", first, y, 0);
    mouse("mousePressed", first, y, 1);
    mouse("mouseMoved", (first + last) / 2, y, 1);
    mouse("mouseMoved", last, y, 1);
    mouse("mouseReleased", last, y, 0);
  }

  private void mouse(String type, double x, double y, int buttons) {
    var _ =
        call(
            "Input.dispatchMouseEvent",
            Map.of(
                "type",
                type,
                "x",
                x,
                "y",
                y,
                "button",
                type.equals("mouseMoved") ? "none" : "left",
                "buttons",
                buttons,
                "clickCount",
                type.equals("mouseMoved") ? 0 : 1));
  }

  /** A figure of {@code Performance.getMetrics}. */
  double metric(String name) {
    for (JsonNode metric : call("Performance.getMetrics", Map.of()).get("metrics")) {
      if (metric.get("name").asText().equals(name)) {
        return metric.get("value").asDouble();
      }
    }
    throw new AssertionError("no metric " + name);
  }

  /** Exceptions of scripts, and what the page's policy refused. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  /**
   * What axe-core finds that would keep somebody out, as JSON; {@code []} for nothing.
   *
   * @param coloursOnly all else was looked at before
   */
  String barriers(boolean coloursOnly) throws IOException {
    if (run("return typeof window.axe").asText().equals("undefined")) {
      String ignored = call("Runtime.evaluate", Map.of("expression", axe())).toString();
    }
    String rules = coloursOnly ? "runOnly: ['color-contrast'], " : "";
    return run("const found = await axe.run(document, { "
            + rules
            + "resultTypes: ['violations'] });return"
            + " JSON.stringify(found.violations.map((v) => [v.id, v.help, v.nodes.slice(0,"
            + " 3).map((n) => n.html + ' ' + n.failureSummary)]), null, 1)")
        .asText();
  }

  private static String axe() throws IOException {
    String path = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";
    try (InputStream in = BrowserPage.class.getResourceAsStream(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Closes the tab: one that is left open goes on asking for a daemon that is gone. */
  @Override
  public void close() {
    var _ = call("Page.close", Map.of());
    socket.abort();
  }
}
