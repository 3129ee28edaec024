package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard's page of all machines, in a real browser, with two daemons and a real etcd. */
@Tag("slow")
class FleetPageStory {
  private static final String SIGN_IN =
      "fill(all('input')[0], 'eve'); fill(all('input')[1], 'apple'); named('Sign in').click()";

  @TempDir Path root;

  private static String url(Machine machine, String screen) {
    return "http://127.0.0.1:" + machine.apiPort() + "/#/" + screen;
  }

  /** The words of a machine's card. */
  private static String card(String node) {
    return "(all('[aria-label=\"Node " + node + "\"]')[0]?.innerText ?? '')";
  }

  private static String web(Machine machine, int number) {
    return "web:web_%02d".formatted((machine.ports().getFirst() + number) % 100);
  }

  private static void look(BrowserPage page, String name) throws IOException {
    for (boolean dark : new boolean[] {false, true}) {
      page.viewport(1440, 900, dark);
      page.await("document.documentElement.scrollWidth <= innerWidth");
      page.screenshot(DashboardStory.picture(dark ? name + "-dark" : name));
      assertEquals("[]", page.barriers(dark));
      page.viewport(420, 900, dark);
      page.await("document.documentElement.scrollWidth <= innerWidth");
      assertEquals("[]", page.barriers(dark));
    }
    page.viewport(1440, 900, false);
  }

  @Test
  void allMachines_live_staleWhileTheStoreIsAway_commandOnTheOthersOwnPage() throws IOException {
    Machine one = Machine.of(root, "one", 2);
    Machine two = Machine.of(root, "two", 3);
    try (EtcdUnderTest etcd = EtcdUnderTest.start(root, 1);
        DaemonUnderTest first =
            one.start(one.small(), one.fleet(etcd.endpoints(), 5) + one.nginx(""));
        DaemonUnderTest second = two.start(two.small(), two.fleet(etcd.endpoints(), 5));
        Browser browser = Browser.start(Files.createDirectories(root.resolve("profile")))) {
      first.awaitRunning(3);
      second.awaitRunning(3);
      BrowserPage page = browser.open(url(one, "fleet"));
      page.await("all('#sign-in').length === 1");
      page.run(SIGN_IN);
      page.await(card("one") + ".includes('3 of 3 processes ready')");
      page.await(card("two") + ".includes('3 of 3 processes ready')");
      page.await(card("one") + ".includes('this one')");
      page.await("!text().includes('stale')");
      look(page, "fleet");

      // What happens there is seen here, without a click.
      assertEquals(0, second.ctl("stop", web(two, 1)).code());
      page.await(card("two") + ".includes('2 of 3 processes ready')");
      page.await(card("two") + ".includes('Stopped')");

      etcd.killAll();
      page.await("text().includes('The store is away.')");
      page.await(card("two") + ".split('stale').length === 1 + 1 + 3");
      look(page, "fleet-stale");
      etcd.startAll();
      page.await("!text().includes('The store is away.') && !text().includes('stale')");

      long before = second.status().get(web(two, 2)).pid();
      page.click(web(two, 2));
      page.await("location.port === '" + two.apiPort() + "' && all('#sign-in').length === 1");
      page.run(SIGN_IN);
      page.await("text().includes('What it is') && text().includes('" + before + "')");
      page.click("Restart");
      page.await("text().includes('Restart " + web(two, 2) + "\\ndone')");
      long after = second.status().get(web(two, 2)).pid();
      assertNotEquals(before, after);
      page.go(url(one, "fleet"));
      page.await(card("two") + ".includes('" + after + "')");
      assertEquals(List.of(), page.complaints());
      page.close();
    }
  }
}
