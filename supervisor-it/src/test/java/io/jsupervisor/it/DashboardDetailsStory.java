package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people meet on the dashboard on other days: odd names, gone processes, slow stops. */
@Tag("slow")
class DashboardDetailsStory {
  /** Goes only when it is killed. */
  private static final String SLOW =
      """
      [program:slow]
      command=/bin/sh -c "trap '' TERM; while :; do sleep 1; done"
      process_name=%(program_name)s_%(process_num)d
      numprocs=8
      stopwaitsecs=600
      """;

  /** Numbers of the lines that are seen, or what is in their place. */
  private static final String SEEN =
      "const seen = () => all('.lines > div').map((e) => Number(/^xüüüüüüü (\\d{6})$/"
          + ".exec(e.textContent)?.[1] ?? NaN));"
          + "const inTurn = (list) => list.every((n, i) => i === 0 || n === list[i - 1] + 1);";

  private static final int LINES = 20_000;

  private static Browser browser;
  @TempDir static Path profile;
  @TempDir Path root;
  private DashboardFixture shop;
  private BrowserPage page;

  @BeforeAll
  static void openBrowser() {
    browser = Browser.start(profile);
  }

  @AfterAll
  static void closeBrowser() {
    browser.close();
  }

  @AfterEach
  void close() {
    List<String> complaints = page == null ? List.of() : page.complaints();
    if (page != null) {
      page.close();
    }
    shop.close();
    assertEquals(List.of(), complaints, "nothing is thrown, nothing breaks the page's own policy");
  }

  private void open(DashboardFixture fixture, String screen) {
    shop = fixture;
    page = browser.open(shop.url(screen));
    page.await("text().includes('Live')");
  }

  private long pid(String name) {
    return shop.daemon().status().get(name).pid();
  }

  private void tick(String namespec) {
    page.await("all('[aria-label=\"Select " + namespec + "\"]').length === 1");
    page.run("all('[aria-label=\"Select " + namespec + "\"]')[0].click()");
  }

  @Test
  void groupThatAFilterShowsInPart_isWholeToItsButtons() {
    open(DashboardFixture.open(root), "overview?q=worker_0");
    page.await("text().includes('1 of 3 shown')");
    page.click("Restart group worker");
    page.await("all('dialog[open] li').length === 3");
    page.click("Cancel");
    page.click("Scale worker");
    page.await("all('dialog[open] input')[0].value === '3'");
    page.click("Cancel");
    page.click("Overview");
    page.await("row('worker:worker_2') !== '' && all('input[type=search]')[0].value === ''");
  }

  @Test
  void rollingRestartOfSomeOfOneProgram_goesOneAfterAnother() {
    open(DashboardFixture.open(root), "overview");
    page.await("['0', '1', '2'].every((n) => row(`web:web_0${n}`).includes('Running'))");
    long first = pid("web:web_00");
    long second = pid("web:web_01");
    long third = pid("web:web_02");
    tick("web:web_00");
    tick("web:web_01");
    page.click("Rolling");
    page.click("Rolling restart");
    page.await("text().includes('Rolling restart web:web_00 (1 of 2)\\ndone')");
    page.await("text().includes('Rolling restart web:web_01 (2 of 2)\\ndone')");
    assertNotEquals(first, pid("web:web_00"));
    assertNotEquals(second, pid("web:web_01"));
    assertEquals(third, pid("web:web_02"));
  }

  @Test
  void manyStopsThatTakeLong_pageAnswersMeanwhile_andTellsHowFarItIs() {
    open(DashboardFixture.only(root, SLOW), "overview");
    shop.daemon().awaitRunning(8);
    page.await("row('slow:slow_7').includes('Running')");
    page.press("A");
    tick("slow:slow_7");
    page.await("text().includes('7 selected')");
    page.click("Stop");
    page.await("all('dialog[open] li').length === 7");
    page.click("Stop");
    page.await("text().includes('Stop 7 processes\\n0 of 7')");
    page.go(shop.url("process/slow%3Aslow_7"));
    page.await("text().includes('What it is') && text().includes('trap')");
    assertTrue(shop.daemon().status().get("slow:slow_7").isRunning());
    page.await("text().includes('0 of 7')");
    assertEquals(0, shop.daemon().ctl("signal", "KILL", "slow:*").code());
    page.await("text().includes('Stop 7 processes\\ndone')");
  }

  @Test
  void operationOfSomebodyElse_isFollowedToItsEnd() throws Exception {
    shop = DashboardFixture.only(root, SLOW);
    shop.daemon().awaitRunning(8);
    assertEquals(202, ask("POST", "/api/v1/processes/slow:slow_0/stop", "X-Any: 1"));
    open(shop, "overview");
    page.await("text().includes('Stop\\n0 of 1') && text().includes('Stopping')");
    assertEquals(0, shop.daemon().ctl("signal", "KILL", "slow:slow_0").code());
    page.await("text().includes('Stop\\ndone')");
  }

  private int ask(String method, String path, String header)
      throws IOException, InterruptedException {
    String[] parts = header.split(": ", 2);
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + shop.port + path))
              .method(method, HttpRequest.BodyPublishers.noBody())
              .header(parts[0], parts[1])
              .build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  @Test
  void emptyConfiguration_everyScreenSaysWhatToDo() throws IOException {
    open(DashboardFixture.only(root, ""), "overview");
    page.await("text().includes('No programs yet') && text().includes('jsupervisord.conf')");
    page.go("about:blank");
    page.go(shop.url("process/100%"));
    page.await("text().includes('There is no such process')");
    page.go(shop.url("logs"));
    page.await("text().includes('Choose what to read')");
    page.go(shop.url("topology"));
    page.await("text().includes('Nothing is balanced here')");
    page.go(shop.url("config"));
    page.await("text().includes('Nothing to apply')");
    page.go(shop.url("daemon"));
    page.await("text().includes('The daemon keeps no log file')");
    assertEquals("[]", page.barriers(false));
  }

  @Test
  void overview_beforeTheProcessesAreKnown_doesNotSayThatThereAreNone() {
    open(DashboardFixture.open(root), "daemon");
    page.call(
        "Page.addScriptToEvaluateOnNewDocument",
        Map.of(
            "source",
            "new MutationObserver(() => { if (document.body?.textContent.includes('No programs'))"
                + " window.wrong = true; }).observe(document, { subtree: true, childList: true,"
                + " characterData: true });"));
    page.go("about:blank");
    page.go(shop.url("overview"));
    page.await("row('cache:cache').includes('Running')");
    assertEquals("undefined", page.run("return typeof window.wrong").asText());
  }

  @Test
  void logOfAProcessThatIsRemoved_saysSo_andTheOthersGoOn() {
    open(DashboardFixture.open(root), "logs?s=worker%3Aworker_2%2Fstdout");
    page.await("all('.lines')[0].textContent.includes('job')");
    assertEquals(0, shop.daemon().ctl("scale", "worker", "2").code());
    page.click("worker:worker_0 stdout");
    page.await("text().includes('There is no such process any more')");
    page.await("all('.lines')[1].querySelectorAll('.at[title^=came]').length > 1");
    page.await("text().includes('Live') && !text().includes('Connection lost')");
  }

  @Test
  void earlierPartsOfALog_areItsLinesInTurn_andTheDownloadIsTheFile() throws IOException {
    // The end of the file that is read first begins in the middle of a character.
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < LINES; i++) {
      text.append("xüüüüüüü %06d%n".formatted(i));
    }
    shop = DashboardFixture.open(root);
    Files.writeString(root.resolve("flood.log"), text);
    page = browser.open(shop.url("logs?s=flood%3Aflood%2Fstdout"));
    page.await("all('.lines > div').length === 600");
    page.press("a");
    page.await("(() => { " + SEEN + " return seen().at(-1) === 19999 && inTurn(seen()) })()");
    page.run("all('.lines')[0].scrollTop = 0");
    page.click("Go to the end");
    page.run("all('.lines')[0].scrollTop = 0");
    page.await("all('button').some((e) => e.textContent.startsWith('Earlier'))");
    int first = page.run(SEEN + " return seen()[0]").asInt();
    page.run("all('button').find((e) => e.textContent.startsWith('Earlier')).click()");
    page.await("(() => { " + SEEN + " return seen()[0] < " + (first - 1000) + " })()");
    assertTrue(page.run(SEEN + " return inTurn(seen())").asBoolean());
    int last = page.run(SEEN + " return seen().at(-1)").asInt();
    page.run("const box = all('.lines')[0]; box.scrollTop = box.scrollHeight");
    page.await("(() => { " + SEEN + " return seen().at(-1) > " + last + " })()");
    assertTrue(page.run(SEEN + " return inTurn(seen())").asBoolean());

    page.click("Go to the beginning of the file");
    page.await("all('.lines > div')[0].textContent.endsWith(' 000000')");
    page.press("w");
    page.run("fill(all('input[type=search]')[1], '000002')");
    page.await("all('mark').length === 1");
    assertTrue(page.run("return all('.lines > div').length").asInt() > 1000);

    page.run(
        "URL.createObjectURL = (blob) => { window.got = blob; return 'about:blank#' };"
            + " HTMLAnchorElement.prototype.click = () => {};");
    page.click("Download the file");
    page.await("window.got !== undefined");
    assertEquals(
        text.toString(), page.run("return await window.got.text()").asText(), "all of the file");
  }

  @Test
  void logsWithoutAFile_sayWhereToLook() {
    String more =
        """
        [program:mixed]
        command=/bin/sh -c "while :; do echo tick >&2; sleep 1; done"
        redirect_stderr=true
        [program:quiet]
        command=/bin/sh -c "while :; do echo tock; sleep 1; done"
        stdout_logfile=NONE
        stderr_logfile=NONE
        """;
    open(
        DashboardFixture.only(root, more),
        "logs?s=mixed%3Amixed%2Fstderr%2Cquiet%3Aquiet%2Fstdout");
    page.await("text().includes('redirect_stderr')");
    page.await("all('.lines')[1].textContent.includes('tock')");
    assertEquals(0, page.run("return all('[aria-label=\"Download the file\"]').length").asInt());
    page.go(shop.url("process/mixed%3Amixed"));
    page.await("text().includes('stderr goes to stdout') && text().includes('tick')");
    page.go(shop.url("process/quiet%3Aquiet"));
    page.await("text().includes('stdout is not kept') && text().includes('tock')");
  }

  @Test
  void namesWithOddCharacters_onASmallPhone_areNamesAndNothingElse() throws IOException {
    List<String> names =
        List.of("größe", "<img", "a&b", "x#y?z", "it's", "50%", "n".repeat(80), "\"q\"");
    StringBuilder programs = new StringBuilder();
    for (String name : names) {
      programs
          .append("[program:")
          .append(name)
          .append("]\ncommand=/bin/sh -c \"while :; do echo '<img src=x onerror=alert(1)>';")
          .append(" sleep 1; done\"\n");
    }
    open(DashboardFixture.only(root, programs.toString()), "overview");
    page.viewport(320, 640, false);
    page.await("all('.row').length === " + names.size());
    page.screenshot(DashboardStory.picture("overview-320"));
    for (String name : names) {
      String encoded = URLEncoder.encode(name + ":" + name, StandardCharsets.UTF_8);
      page.go(shop.url("process/" + encoded));
      page.await("all('h1')[0].textContent === " + quoted(name));
      page.await("all('.lines')[0].textContent.includes('<img src=x')");
      page.await("document.documentElement.scrollWidth <= innerWidth");
      int before = pidOnPage(name);
      page.click("Restart");
      page.await("text().includes(" + quoted("Restart " + name + ":" + name + "\ndone") + ")");
      assertNotEquals(before, pidOnPage(name));
    }
    assertEquals(0, page.run("return all('img').length").asInt());
    page.screenshot(DashboardStory.picture("process-320"));
    for (String screen : List.of("overview", "logs", "topology", "config", "daemon")) {
      page.go(shop.url(screen));
      page.await("all('h1').length === 1 && !text().includes('Loading')");
      page.await("document.documentElement.scrollWidth <= innerWidth");
      assertEquals("[]", page.barriers(false));
      page.screenshot(DashboardStory.picture(screen + "-320"));
    }
  }

  private int pidOnPage(String name) {
    String path = "'/api/v1/processes/' + encodeURIComponent(" + quoted(name + ":" + name) + ")";
    return page.run("return (await (await fetch(" + path + ")).json()).pid").asInt();
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'";
  }

  @Test
  void sessionThatEndsUnderAnAction_asksWho_andGoesOnWhereItWas() throws Exception {
    shop = DashboardFixture.with(root, "username=admin\npassword=right", "");
    page = browser.open(shop.url("process/cache%3Acache"));
    String signIn =
        "fill(all('input')[0], 'admin'); fill(all('input')[1], 'right');"
            + " named('Sign in').click()";
    page.await("all('#sign-in').length === 1 && document.title.startsWith('Sign in')");
    page.run(signIn);
    page.await("text().includes('What it is') && text().includes('Running')");
    long before = pid("cache");
    String token = page.run("return sessionStorage.getItem('jsupervisor-token')").asText();
    assertEquals(204, ask("DELETE", "/api/v1/session", "Authorization: Bearer " + token));
    page.run("all('button').find((e) => e.textContent === 'Restart')?.click()");
    page.await("text().includes('The session has ended. Sign in again.')");
    assertEquals(before, pid("cache"));
    page.run(signIn);
    page.await("text().includes('What it is') && text().includes('Live')");
    page.click("Restart");
    page.await("text().includes('Restart cache:cache\\ndone')");
    assertNotEquals(before, pid("cache"));
  }

  @Test
  void tooManyGuesses_theFormSaysToWait_andTheOwnerGetsInSoon() {
    shop = DashboardFixture.with(root, "username=admin\npassword=right", "");
    page = browser.open(shop.url("overview"));
    page.await("all('#sign-in').length === 1");
    page.run(
        "for (let i = 0; i < 14; i++) await fetch('/api/v1/session', { method: 'POST', credentials:"
            + " 'omit', body: JSON.stringify({ username: 'admin', password: `guess ${i}` }) });");
    String submit =
        "fill(all('input')[0], 'admin'); fill(all('input')[1], 'right');"
            + " all('#sign-in button')[0].click();";
    page.run(submit);
    page.await("text().includes('too many wrong passwords came from this address')");
    page.await(
        "(() => { if (all('#sign-in button').length === 1 && !all('#sign-in button')[0].disabled) {"
            + submit
            + " } return text().includes('Live'); })()");
  }

  @Test
  void zoomOfThePlots_isOfBoth_andStaysWhileSamplesAndStartsCome() {
    open(DashboardFixture.open(root), "process/mailer%3Amailer");
    page.await("all('.u-over').length === 2");
    page.drag(".u-over", 0.2, 0.8);
    page.await("text().includes('Shown is')");
    String restarts = "Number(/(\\d+) restarts/.exec(text())[1])";
    int before = page.run("return " + restarts).asInt();
    page.await(restarts + " > " + (before + 1));
    assertTrue(page.run("return text().includes('Shown is')").asBoolean());
    page.click("Show all");
    page.await("text().includes('Drag over a plot')");
  }

  @Test
  void processThatEndedThriceAndStaysUp_isNoProblemAnyMore() {
    String phoenix =
        """
        [program:phoenix]
        command=/bin/sh -c "n=$(cat n || echo 0); echo $((n+1)) > n; [ $n -ge 3 ] && exec sleep 1000; sleep 1.1; exit 1"
        directory=%(here)s
        autorestart=true
        """;
    open(DashboardFixture.only(root, phoenix), "overview");
    page.await("all('.toggle .count').length === 1 && row('phoenix:phoenix').includes('Running')");
    page.await("row('phoenix:phoenix').includes('keeps ending, 3 times so far')");
    page.await("all('.toggle .count').length === 0");
    assertFalse(page.run("return row('phoenix:phoenix')").asText().contains("keeps ending"));
  }

  @Test
  void endThatIsExpected_isNoProblem_theOtherIs() {
    String both =
        """
        [program:expected]
        command=/bin/sh -c "sleep 1.1; exit 3"
        exitcodes=0,3
        [program:surprising]
        command=/bin/sh -c "sleep 1.1; exit 3"
        autorestart=false
        """;
    open(DashboardFixture.only(root, both), "overview");
    page.await("row('expected:expected').includes('exit status 3')");
    page.await("row('surprising:surprising').includes('exit status 3')");
    page.await("all('.toggle .count').length === 1 && all('.toggle .count')[0].innerText === '1'");
  }

  @Test
  void sorting_byHeadAndList_turnsTheOrder_andStaysInTheAddress() {
    String some =
        """
        [program:a]
        command=sleep 1000
        port=5002
        [program:b]
        command=sleep 1000
        port=5003
        [program:c]
        command=sleep 1000
        port=5001
        [program:d]
        command=sleep 1000
        process_name=%(program_name)s_%(process_num)d
        numprocs=2
        port=500%(process_num)d
        numprocs_start=4
        """;
    open(DashboardFixture.only(root, some), "overview");
    awaitOrder("a:a,b:b,c:c,d:d_4,d:d_5");
    page.click("Port");
    awaitOrder("c:c,a:a,b:b,d:d_4,d:d_5");
    page.await("all('[aria-sort=ascending]').map((e) => e.innerText.trim()).join() === 'Port'");
    page.click("Port");
    awaitOrder("d:d_5,d:d_4,b:b,a:a,c:c");
    page.await("all('[aria-sort=descending]').length === 1");
    page.run("location.reload()");
    page.await("text().includes('Live')");
    awaitOrder("d:d_5,d:d_4,b:b,a:a,c:c");
    page.run(
        "const by = document.querySelector('.sort select'); by.value = 'name';"
            + " by.dispatchEvent(new Event('change', { bubbles: true }))");
    awaitOrder("a:a,b:b,c:c,d:d_4,d:d_5");
  }

  /** Rows as they stand on the screen. */
  private void awaitOrder(String names) {
    page.await(
        "all('[data-name]').sort((a, b) => a.getBoundingClientRect().top -"
            + " b.getBoundingClientRect().top).map((e) => e.dataset.name).join() === '"
            + names
            + "'");
  }

  @Test
  void configurationAppliedRolling_goodReplacesAll_badStopsAtTheFirst() {
    String workers =
        """
        [program:worker]
        command=sleep 1000
        process_name=%(program_name)s_%(process_num)d
        numprocs=3
        startretries=0
        """;
    open(DashboardFixture.only(root, workers), "config");
    List<Long> first = workers();
    String before = shop.configuration();
    shop.write(before.replace("sleep 1000", "sleep 2000"));
    applyRolling();
    page.await("text().includes('Rolling update\\ndone')");
    page.await("text().includes('Nothing to apply')");
    List<Long> second = workers();
    assertTrue(Collections.disjoint(first, second), first + " and " + second);
    shop.write(before.replace("sleep 1000", "/no/such/program"));
    applyRolling();
    page.await("text().includes('Rolling update\\nrolled-back')");
    assertEquals(second.subList(1, 3), workers().subList(1, 3));
  }

  private void applyRolling() {
    page.click("Read the files again");
    page.await("text().includes('1 group would change')");
    page.click("Apply rolling");
    page.await("all('dialog[open]').length === 1");
    page.run("all('dialog[open] button').find((e) => e.textContent === 'Apply rolling').click()");
  }

  private List<Long> workers() {
    return List.of(pid("worker:worker_0"), pid("worker:worker_1"), pid("worker:worker_2"));
  }

  @Test
  void timeOfDay_atMidnight_isZeroHours() {
    open(DashboardFixture.only(root, ""), "overview");
    assertEquals(
        "00:05:09",
        page.run(
                "const m = await import('/ui/format.js');"
                    + " return m.clock(new Date(2026, 0, 2, 0, 5, 9))")
            .asText());
  }
}
