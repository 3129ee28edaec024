package io.jsupervisor.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Debian's Chromium without a window, driven over its DevTools protocol: no driver in between, and
 * nothing to download.
 */
final class Browser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String address;

  private Browser(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  /**
   * Starts one.
   *
   * @param profile an empty directory
   */
  static Browser start(Path profile) {
    List<String> command =
        List.of(
            "/usr/bin/chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--force-color-profile=srgb",
            "--hide-scrollbars",
            "--user-data-dir=" + profile,
            "--remote-debugging-port=0",
            "about:blank");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(profile.resolve("output.txt").toFile())
              .start();
      Path port = profile.resolve("DevToolsActivePort");
      String number =
          Await.answer(
              "the browser's port",
              () -> line(port),
              () ->
                  "look at "
                      + profile.resolve("output.txt")
                      + " (cure: build-tools/install-test-deps)");
      return new Browser(process, "127.0.0.1:" + number);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "no /usr/bin/chromium (cure: build-tools/install-test-deps)", e);
    }
  }

  private static Optional<String> line(Path file) {
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      return lines.size() < 2 ? Optional.empty() : Optional.of(lines.getFirst());
    } catch (IOException notYet) {
      return Optional.empty();
    }
  }

  /** Opens a tab. */
  BrowserPage open(String url) {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create("http://" + address + "/json/new?about:blank"))
                  .PUT(HttpRequest.BodyPublishers.noBody())
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      JsonNode tab = JSON.readTree(answer.body());
      BrowserPage page = BrowserPage.attach(http, tab.get("webSocketDebuggerUrl").asText());
      page.viewport(1440, 900, false);
      page.go(url);
      return page;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The pids of the processes that draw tabs. */
  List<Long> renderers() {
    return process
        .descendants()
        .map(ProcessHandle::pid)
        .filter(pid -> commandLine(pid).contains("--type=renderer"))
        .toList();
  }

  private static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/cmdline"));
    } catch (IOException gone) {
      return "";
    }
  }

  /** Ends it and waits for its helpers, too: they write into the profile until their own end. */
  @Override
  public void close() {
    List<ProcessHandle> helpers = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        int ignored = process.destroyForcibly().waitFor();
      }
      for (ProcessHandle helper : helpers) {
        helper.destroyForcibly();
        ProcessHandle ignored = helper.onExit().get(20, TimeUnit.SECONDS);
      }
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the browser does not end", e);
    }
  }
}
