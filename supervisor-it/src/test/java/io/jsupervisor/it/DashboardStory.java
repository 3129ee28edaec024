package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What people do on the dashboard, in a real browser, with a real daemon and real processes.
 *
 * <p>One browser for all. Stories that leave a daemon as they found it, whatever comes of them,
 * share one; each waits for what it needs and asks for no more. The others have one of their own.
 */
@Tag("slow")
class DashboardStory {
  private static Browser browser;
  private static DashboardFixture shared;

  @TempDir static Path profile;
  @TempDir static Path sharedRoot;
  @TempDir Path root;
  private DashboardFixture shop;
  private BrowserPage page;
  private final List<String> barriers = new ArrayList<>();

  /** The screens of whoever was woken by one. */
  private static final Set<String> ON_PHONES = Set.of("overview", "process-ends", "logs");

  @BeforeAll
  static void openBrowser() {
    browser = Browser.start(profile);
    shared = DashboardFixture.open(sharedRoot);
  }

  @AfterAll
  static void closeBrowser() {
    shared.close();
    browser.close();
  }

  @AfterEach
  void close() {
    List<String> complaints = page == null ? List.of() : page.complaints();
    if (page != null) {
      page.close();
    }
    if (shop != null && shop != shared) {
      shop.close();
    }
    assertEquals(List.of(), complaints, "nothing is thrown, nothing breaks the page's own policy");
  }

  private void open(String screen) {
    shop = shared;
    page = browser.open(shop.url(screen));
    page.await("text().includes('Live')");
  }

  private void openOwn(String screen) {
    shop = DashboardFixture.open(root);
    page = browser.open(shop.url(screen));
    page.await("text().includes('Live')");
  }

  private int pid(String namespec) {
    return Integer.parseInt(shop.daemon().ctl("pid", namespec).out().strip());
  }

  @Test
  void overview_somethingIsWrong_saysWhyAndRestartsFromThePage() {
    open("overview");
    page.await(
        "row('broken:broken').includes('Fatal') && row('broken:broken').includes('does not"
            + " exist')");
    page.await("row('mailer:mailer').includes('keeps ending')");
    page.await("row('web:web_00').includes('Running')");
    page.click("Only problems2");
    page.await("!row('web:web_00') && row('mailer:mailer') !== ''");
    page.press("Escape");
    page.await("row('web:web_00').includes('Running')");
    int before = pid("web:web_00");
    page.click("Restart web:web_00");
    page.await("text().includes('Restart web:web_00\\ndone')");
    int after = pid("web:web_00");
    assertNotEquals(before, after);
    page.await("row('web:web_00').includes('" + after + "')");
  }

  @Test
  void overview_stopAndStartOfAGroup_asksFirstAndTellsTheOutcome() {
    open("overview");
    page.await("row('worker:worker_2').includes('Running')");
    page.click("Stop group worker");
    page.await("all('dialog[open]').length === 1 && text().includes('worker:worker_2')");
    page.click("Cancel");
    page.await("all('dialog[open]').length === 0");
    assertTrue(shop.daemon().status().get("worker:worker_0").isRunning());
    page.click("Stop group worker");
    page.click("Stop");
    page.await("['0', '1', '2'].every((n) => row(`worker:worker_${n}`).includes('Stopped'))");
    assertFalse(shop.daemon().status().get("worker:worker_0").isRunning());
    page.click("Start group worker");
    page.await("['0', '1', '2'].every((n) => row(`worker:worker_${n}`).includes('Running'))");
  }

  @Test
  void process_thatKeepsEnding_showsItsLastLines() {
    open("process/mailer%3Amailer");
    page.await("text().includes('exit status 3') && all('.history pre').length > 0");
    assertEquals(
        "Traceback: connection refused",
        page.run("return all('.history pre')[0].textContent").asText());
    page.go(shop.url("process/web%3Aweb_00"));
    page.await("text().includes('SECRET_KEY=********') || all('details summary').length > 0");
    assertFalse(page.run("return document.body.textContent").asText().contains("do not show this"));
    page.await("text().includes('http /') && text().includes('cache')");
    page.await("text().includes('last answer: HTTP 200')");
    page.await("text().includes('last answer: accepts connections')");
    page.await("all('canvas').length === 2");
  }

  @Test
  void logs_flood_pageStaysAliveAndTellsWhatItSkipped() {
    open("logs?s=web%3Aweb_00%2Fstdout%2Cflood%3Aflood%2Fstdout");
    page.await("all('.lines')[0].textContent.includes('<b>served</b>')");
    assertEquals(0, page.run("return all('.lines b').length").asInt(), "text is never markup");
    page.await("all('.lines .f2').length > 0");
    try {
      assertEquals(0, shop.daemon().ctl("start", "flood").code());
      page.await("all('.logfoot .skipped').length === 1 && all('.gap').length > 0");
      page.await("/[0-9,]+ bytes. skipped here/.test(all('.gap')[0].textContent)");
      assertTrue(page.run("return all('.lines')[1].childElementCount").asInt() <= 600);
      page.run("fill(all('input[type=search]')[1], 'flood')");
      page.await("all('mark').length > 0");
      page.press("p");
      page.await("text().includes('Paused')");
      page.press("p");
      page.await("!text().includes('Paused')");
      page.click("Merged");
      page.await("all('.lines').length === 1 && all('.lines .from').length > 0");
    } finally {
      assertEquals(0, shop.daemon().ctl("stop", "flood").code());
    }
  }

  @Test
  void daemon_stoppedAndStartedUnderTheOpenPage_isSaidAndMended() {
    openOwn("overview");
    page.await("row('web:web_00').includes('Running')");
    int before = pid("web:web_00");
    shop.stop();
    page.await("text().includes('Connection lost') && text().includes('Stale')");
    shop.start();
    page.await("!text().includes('Connection lost') && text().includes('Live')");
    shop.daemon().awaitState("web:web_00", "RUNNING");
    int after = pid("web:web_00");
    assertNotEquals(before, after);
    page.await("row('web:web_00').includes('" + after + "')");
  }

  @Test
  void signIn_wrongThenReadOnlyThenRight() {
    shop =
        DashboardFixture.with(
            root, "username=admin\npassword=right\nread_only_users=guest:look", "");
    page = browser.open(shop.url("overview"));
    signIn("admin", "wrong");
    page.await("text().includes('The username or the password is wrong')");
    signIn("guest", "look");
    page.await("text().includes('Read only') && row('worker:worker_0').includes('Running')");
    assertEquals(0, page.run("return all('[aria-label^=\"Stop \"]').length").asInt());
    String token = page.run("return sessionStorage.getItem('jsupervisor-token')").asText();
    assertEquals(200, status("GET", "/api/v1/processes", token));
    assertEquals(403, status("POST", "/api/v1/processes/cache/stop", token));
    shop.write(shop.configuration().replace("sleep 5", "sleep 6"));
    page.run("location.hash = '#/config'");
    page.await("all('ins').some((e) => e.textContent.includes('sleep 6'))");
    page.await("text().includes('You may look')");
    assertEquals(0, page.run("return all('.card button').length").asInt(), "nothing to apply with");
    page.click("Sign out");
    page.await("text().includes('You are signed out')");
    assertEquals(401, status("GET", "/api/v1/processes", token));
    assertEquals("", page.run("return document.cookie").asText());
    signIn("admin", "right");
    page.await("text().includes('Apply rolling')");
  }

  private void signIn(String name, String password) {
    page.await("all('#sign-in').length === 1");
    page.run(
        "fill(all('input')[0], '"
            + name
            + "'); fill(all('input')[1], '"
            + password
            + "'); named('Sign in').click()");
  }

  private int status(String method, String path, String token) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + shop.port + path))
              .method(method, HttpRequest.BodyPublishers.noBody())
              .header("Authorization", "Bearer " + token)
              .build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void formOfAnotherSite_triesToStopAProcess_andFails() throws Exception {
    open("overview");
    HttpServer evil =
        serve(
            exchange -> {
              String form =
                  "<form method=post action='http://127.0.0.1:%d/api/v1/processes/cache/stop'></form><script>document.forms[0].submit()</script>"
                      .formatted(shop.port);
              exchange.getResponseHeaders().set("Content-Type", "text/html");
              answer(exchange, 200, form.getBytes(StandardCharsets.UTF_8));
            });
    try {
      page.go("http://localhost:" + evil.getAddress().getPort() + "/");
      page.await("text().includes('forbidden-origin')");
      assertTrue(shop.daemon().status().get("cache").isRunning());
    } finally {
      evil.stop(0);
    }
  }

  @Test
  void keyboardAlone_reachesEverything() {
    open("overview");
    page.await("row('web:web_01').includes('Running')");
    page.press("?");
    page.await("all('dialog[open] kbd').length > 10");
    page.press("Escape");
    page.await("all('dialog[open]').length === 0");
    page.press("/");
    page.type("web_01");
    page.await("row('web:web_01') !== '' && row('web:web_00') === ''");
    page.press("Escape");
    page.press("j");
    page.await("document.activeElement.dataset.name === 'web:web_01'");
    int before = pid("web:web_01");
    page.press("r");
    page.await("text().includes('Restart web:web_01\\ndone')");
    assertNotEquals(before, pid("web:web_01"));
    page.press("Enter");
    page.await("location.hash.startsWith('#/process/web') && text().includes('What it is')");
    page.press("g");
    page.press("c");
    page.await("text().includes('Nothing to apply')");
    page.press("Tab");
    page.await("document.activeElement !== document.body");
  }

  @Test
  void keyboardAlone_signalsClearsAndScales_andTheDriftIsShown() {
    open("overview?q=worker");
    page.await("row('worker:worker_0').includes('Running')");
    page.press("j");
    page.await("document.activeElement.dataset.name === 'worker:worker_0'");
    page.press("S");
    page.await("text().includes('Send a signal to worker:worker_0')");
    page.run("fill(all('dialog[open] select')[0], 'CONT')");
    page.press("Enter");
    page.await("text().includes('Signal CONT worker:worker_0\\ndone')");
    page.press("C");
    page.await("text().includes('Clear logs of worker:worker_0?')");
    page.press("Enter");
    page.await("text().includes('Clear logs worker:worker_0\\ndone')");
    page.press("A");
    page.await("text().includes('3 selected')");
    scaleWorkers(4);
    page.await("row('worker:worker_3').includes('Running')");
    page.await("text().includes('worker: 4, file says 3')");
    page.press(".");
    page.await("all('.operation').length === 0");
    scaleWorkers(3);
    page.await("row('worker:worker_3') === '' && !text().includes('file says 3')");
  }

  private void scaleWorkers(int number) {
    page.press("n");
    page.await("text().includes('Scale worker') && all('dialog[open] input').length === 1");
    page.run("fill(all('dialog[open] input')[0], '" + number + "')");
    page.press("Enter");
    page.await("text().includes('Scale worker to " + number + "\\ndone')");
  }

  @Test
  void configuration_changed_showsTheDifferenceAndAppliesIt() {
    openOwn("config");
    page.await("text().includes('Nothing to apply')");
    String good = shop.configuration();
    shop.write(
        good.replace("sleep 5", "sleep 6")
            .replace("numprocs=3\ndirectory", "numprocs=4\ndirectory"));
    page.click("Read the files again");
    page.await(
        "text().includes('2 groups would change') && all('ins').some((e) =>"
            + " e.textContent.includes('sleep 6'))");
    page.await("text().includes('3 → 4 processes')");
    shop.write(good.replace("startretries=0", "startretries=zero"));
    page.click("Read the files again");
    page.await(
        "text().includes('1 problem') && text().includes('[program:broken]') &&"
            + " text().includes('startretries')");
    shop.write(good.replace("sleep 5", "sleep 6"));
    page.click("Read the files again");
    page.await("text().includes('1 group would change')");
    page.run("all('button').find((e) => e.textContent === 'Apply').click()");
    page.await("all('dialog[open]').length === 1");
    page.run("all('dialog[open] button').find((e) => e.textContent === 'Apply').click()");
    page.await("text().includes('Nothing to apply')");
    shop.daemon().awaitState("cache", "RUNNING");
  }

  @Test
  void topology_rollingRestart_isSeenAsItGoes() {
    open("topology");
    page.await("text().includes('3 of 3 take requests')");
    page.run("location.hash = '#/overview'");
    page.click("Rolling restart of group web");
    page.click("Rolling restart");
    page.run("location.hash = '#/topology'");
    page.await("text().includes('2 of 3 take requests')");
    page.await(
        "text().includes('3 of 3 take requests') && all('.operation.good, .operation').every((e) =>"
            + " !e.querySelector('progress'))");
  }

  @Test
  void daemonPage_shutdown_isGuarded() {
    openOwn("daemon");
    page.await("all('.lines')[0].textContent.includes('spawned')");
    page.await("text().includes('mailer:mailer')");
    page.click("Shut down…");
    page.await("all('dialog[open] button').find((e) => e.textContent === 'Shut down').disabled");
    page.run("fill(all('dialog[open] input')[0], 'shop')");
    page.click("Shut down");
    assertEquals(0, shop.daemon().awaitExit());
    page.await("text().includes('Connection lost')");
  }

  @Test
  void belowASubPath_everythingWorks() throws Exception {
    open("overview");
    HttpServer proxy = serve(this::forward);
    try {
      page.go("http://127.0.0.1:" + proxy.getAddress().getPort() + "/ops/shop/");
      page.await(
          "location.pathname === '/ops/shop/' && text().includes('Live') &&"
              + " row('web:web_00').includes('Running')");
      page.run("location.hash = '#/process/web%3Aweb_00'");
      page.await("all('canvas').length === 2");
    } finally {
      proxy.stop(0);
    }
  }

  @Test
  void behindAProxyWithAPasswordOfItsOwn_theBrowsersOneIsEnough() throws Exception {
    open("overview");
    String known =
        "Basic " + Base64.getEncoder().encodeToString("eve:apple".getBytes(StandardCharsets.UTF_8));
    HttpServer proxy =
        serve(
            exchange -> {
              if (known.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                forward(exchange);
              } else {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"ops\"");
                answer(exchange, 401, "Who are you?".getBytes(StandardCharsets.UTF_8));
              }
            });
    try {
      String address = "127.0.0.1:" + proxy.getAddress().getPort() + "/ops/shop/";
      page.go("http://eve:apple@" + address);
      page.await("text().includes('Live') && row('web:web_00').includes('Running')");
      page.go("http://" + address);
      page.await("text().includes('Live') && row('web:web_00').includes('Running')");
    } finally {
      proxy.stop(0);
    }
  }

  /** Takes the prefix away, as {@code proxy_pass http://daemon/;} does. */
  private void forward(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString().substring("/ops/shop".length());
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + shop.port + path)).build();
      HttpResponse<InputStream> answer =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      answer
          .headers()
          .firstValue("Content-Type")
          .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
      exchange.sendResponseHeaders(answer.statusCode(), 0);
      try (InputStream in = answer.body();
          OutputStream out = exchange.getResponseBody()) {
        byte[] buffer = new byte[8192];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          out.write(buffer, 0, read);
          out.flush();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private interface Answering {
    void answer(HttpExchange exchange) throws IOException;
  }

  private static HttpServer serve(Answering answering) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", answering::answer);
    server.start();
    return server;
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** Pictures for the documentation; axe-core finds nothing that would keep somebody out. */
  @Test
  void everyScreen_lightAndDark_isForEverybody() throws Exception {
    shop = DashboardFixture.open(root);
    shop.daemon().awaitState("web:web_02", "RUNNING");
    page = browser.open(shop.url("overview"));
    page.await(
        "row('mailer:mailer').includes('keeps ending') && row('web:web_02').includes('Running')");
    String[][] screens = {
      {"overview", "overview", "row('web:web_00') !== '' && all('.spark polyline').length > 3"},
      {
        "process",
        "process/web%3Aweb_00",
        "text().includes('What it is') && all('canvas').length === 2 &&"
            + " all('.lines')[0].textContent.includes('served')"
      },
      {
        "process-ends",
        "process/mailer%3Amailer",
        "text().includes('What it is') && all('canvas').length === 2 && all('.history pre').length"
            + " > 0"
      },
      {
        "logs",
        "logs?s=web%3Aweb_00%2Fstdout%2Cworker%3Aworker_0%2Fstdout",
        "all('.lines').length === 2 && all('.lines').every((e) => e.childElementCount > 3) &&"
            + " all('.at[title^=came]').length > 4"
      },
      {"topology", "topology", "text().includes('3 of 3 take requests')"},
      {"configuration", "config", "all('ins').length > 0"},
      {"daemon", "daemon", "all('.lines')[0].textContent.includes('spawned')"},
    };
    shop.write(
        shop.configuration()
            .replace("sleep 5", "sleep 10")
            .replace("numprocs=3\ndirectory", "numprocs=5\ndirectory")
            .replace("[program:report]", "[program:audit]\ncommand=/bin/cat\n[program:report]"));
    for (String[] screen : screens) {
      look(screen[0], screen[1], screen[2]);
    }
    shop.close();
    shop = DashboardFixture.with(root, "username=admin\npassword=right", "");
    look("sign-in", "overview", "all('#sign-in').length === 1");
    assertEquals(List.of(), barriers);
  }

  /** By day, by night, and on a phone by day and night. */
  private void look(String name, String screen, String ready) throws IOException {
    page.viewport(1440, 900, false);
    page.go("about:blank");
    page.await("location.href === 'about:blank'");
    page.go(shop.url(screen));
    look(name, ready);
    page.viewport(1440, 900, true);
    look(name + "-dark", ready);
    String small = ready.replace("all('.spark polyline').length > 3", "all('.spark').length === 0");
    page.viewport(420, 900, true);
    look(name + "-phone-dark", small);
    page.viewport(420, 900, false);
    look(name + "-phone", small);
  }

  static Path picture(String name) {
    return Tree.ROOT
        .resolve(System.getProperty("jsupervisor.it.screenshots", "target/screenshots"))
        .resolve(name + ".png");
  }

  private void look(String name, String ready) throws IOException {
    page.await(ready);
    page.await("document.documentElement.scrollWidth <= innerWidth");
    if (!name.contains("-phone") || ON_PHONES.contains(name.replaceAll("-phone.*", ""))) {
      page.screenshot(picture(name));
    }
    // By night only the colours are others.
    String violations = page.barriers(name.endsWith("-dark"));
    if (!violations.equals("[]")) {
      barriers.add(name + ": " + violations);
    }
  }

  /**
   * Figures, printed; what must hold on a machine that does nothing else is in docs/dashboard.md.
   */
  @Test
  void aThousandProcesses_twentyChangesASecond_figures() throws Exception {
    String many =
        "[program:many]\n"
            + "command=/bin/sleep 100000\n"
            + "process_name=%(program_name)s_%(process_num)04d\n"
            + "numprocs=1000\n"
            + "startsecs=0\n"
            + "stdout_logfile=NONE\n"
            + "stderr_logfile=NONE\n";
    shop = DashboardFixture.with(root, "", many);
    page = browser.open(shop.url("overview?q=many"));
    page.await("row('many:many_0000').includes('Running') && text().includes('1,008 processes')");
    var _ = load(false); // until the daemon has compiled what restarts need
    BrowserPage second = browser.open(shop.url("overview"));
    BrowserPage third = browser.open(shop.url("overview?sort=cpu"));
    second.await("text().includes('Live')");
    third.await("text().includes('Live')");
    page.call("Page.bringToFront", Map.of());
    double busy = page.metric("TaskDuration");
    double drawing = mainThreadSeconds();
    Load watched = load(true);
    busy = 100 * (page.metric("TaskDuration") - busy) / watched.seconds();
    drawing = 100 * (mainThreadSeconds() - drawing) / 3 / watched.seconds();
    assertTrue(
        page.run("return all('.row').length").asInt() < 80, "rows that nobody sees are not drawn");
    double seen = page.run(CHANGE).asDouble();
    second.close();
    third.close();
    page.call("Page.navigate", Map.of("url", "about:blank"));
    Load alone = load(false);
    System.out.printf(
        "dashboard, 1,000 processes, %.0f changes a second: main thread busy %.1f %% of the time"
            + " (all three: %.1f %% of a core each), interaction %.0f ms at most, %.0f in the"
            + " middle; a change is on the screen after %.0f ms at most; daemon %.1f %% of a core"
            + " with three pages, %.1f without%n",
        watched.changes(),
        busy,
        drawing,
        watched.latencies().getLast(),
        watched.latencies().get(watched.latencies().size() / 2),
        seen,
        watched.cpu(),
        alone.cpu());
  }

  /** What happened while processes were restarted; CPU of the daemon in percent of a core. */
  private record Load(double seconds, double changes, double cpu, List<Double> latencies) {}

  /** Five restarts a second for ten seconds: STOPPING, STOPPED, STARTING and RUNNING each. */
  private Load load(boolean interact) throws IOException {
    List<Double> latencies = new ArrayList<>();
    double cpu = cpuSeconds(shop.daemon().pid());
    long begun = System.nanoTime();
    int restarts = 0;
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (System.nanoTime() - begun < 10_000_000_000L) {
        URI one =
            URI.create(
                "http://127.0.0.1:%d/api/v1/processes/many:many_%04d/restart"
                    .formatted(shop.port, restarts % 1000));
        var ignored =
            http.sendAsync(
                HttpRequest.newBuilder(one).POST(HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.discarding());
        restarts++;
        if (interact && restarts % 5 == 0) {
          latencies.add(page.run(INTERACTION).asDouble());
        }
        LockSupport.parkNanos(begun + restarts * 200_000_000L - System.nanoTime());
      }
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    latencies.sort(Double::compare);
    double used = 100 * (cpuSeconds(shop.daemon().pid()) - cpu) / seconds;
    return new Load(seconds, restarts * 4 / seconds, used, latencies);
  }

  /** From a key to the second frame after it, in milliseconds: what it did is on the screen. */
  private static final String INTERACTION =
      """
      const begun = performance.now();
      document.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true }));
      const frame = () => new Promise((done) => requestAnimationFrame(done));
      await frame();
      await frame();
      return performance.now() - begun;
      """;

  /**
   * From the moment that the daemon gives a change to its row, in milliseconds; one clock for both.
   */
  private static final String CHANGE =
      """
      const path = "/api/v1/processes/many:many_0007";
      const frame = () => new Promise((done) => requestAnimationFrame(done));
      let most = 0;
      for (let i = 0; i < 20; i++) {
        const [action, word] = i % 2 ? ["start", "Running"] : ["stop", "Stopped"];
        fetch(`${path}/${action}`, { method: "POST" });
        while (!row("many:many_0007").includes(word)) await frame();
        const shown = Date.now();
        const { changes } = await (await fetch(`${path}/history`)).json();
        most = Math.max(most, shown - Date.parse(changes[0].time));
      }
      return most;
      """;

  /** Processor time of the main threads of all tabs: a renderer's main thread has its pid. */
  private static double mainThreadSeconds() throws IOException {
    double seconds = 0;
    for (long pid : browser.renderers()) {
      seconds += cpuSeconds(Path.of("/proc/" + pid + "/task/" + pid + "/stat"));
    }
    return seconds;
  }

  private static double cpuSeconds(long pid) throws IOException {
    return cpuSeconds(Path.of("/proc/" + pid + "/stat"));
  }

  private static double cpuSeconds(Path file) throws IOException {
    String stat = Files.readString(file);
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
  }
}
