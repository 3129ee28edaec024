package io.jsupervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jsupervisor.daemon.cluster.PeerNode;
import io.jsupervisor.daemon.cluster.Peers.Asked;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.fleet.Records.ProxiesRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeparturesTest {
  private static final Namespec WEB = new Namespec("web", "web_00");
  private static final Ticks NOW = new Ticks(0);

  private final List<String> warnings = new ArrayList<>();
  private final Departures departures = new Departures("here", warnings::add);

  private static KnownNodes.Seen others(Map<String, ProxiesRecord> proxies) {
    List<PeerNode> nodes = new ArrayList<>();
    Map<String, ProxiesRecord> all = new HashMap<>(proxies);
    all.put("here", new ProxiesRecord(List.of("web"), 0));
    all.forEach(
        (name, record) ->
            nodes.add(new PeerNode(name, "", "", "", 1, 1, 10, record.programs(), false)));
    return new KnownNodes.Seen(true, 9, nodes, List.of(), all);
  }

  private Asked asked(KnownNodes.Seen seen, boolean reachable, Ticks now) {
    return departures
        .answers(Map.of(WEB, 1L), Map.of(WEB, "web"), seen, reachable, now)
        .get(WEB)
        .asked();
  }

  private static KnownNodes.Seen balancer(long applied) {
    return others(Map.of("lb", new ProxiesRecord(List.of("web"), applied)));
  }

  @Test
  void nobodyElseHasIt_never() {
    assertEquals(Asked.NEVER, asked(others(Map.of()), true, NOW));
    assertEquals(
        Asked.NEVER, asked(others(Map.of("lb", new ProxiesRecord(List.of("api"), 0))), true, NOW));
  }

  @Test
  void published_notYetApplied_still_thenNoLonger() {
    assertEquals(Asked.STILL, asked(balancer(5), true, NOW));
    departures.published(Map.of(WEB, 1L), Map.of(WEB, 7L), NOW);
    assertEquals(Asked.STILL, asked(balancer(6), true, NOW));
    assertEquals(Asked.NO_LONGER, asked(balancer(7), true, NOW));
  }

  @Test
  void heldAnew_theOldRevisionDoesNotCount() {
    departures.published(Map.of(WEB, 0L), Map.of(WEB, 3L), NOW);
    assertEquals(Asked.STILL, asked(balancer(5), true, NOW));
    departures.published(Map.of(WEB, 1L), Map.of(WEB, 8L), NOW);
    assertEquals(Asked.STILL, asked(balancer(5), true, NOW));
    assertEquals(Asked.NO_LONGER, asked(balancer(8), true, NOW));
  }

  @Test
  void storeRestored_itsNewRevisionCounts() {
    departures.published(Map.of(WEB, 1L), Map.of(WEB, 700L), NOW);
    departures.published(Map.of(WEB, 1L), Map.of(WEB, 8L), NOW);
    assertEquals(Asked.STILL, asked(balancer(7), true, NOW));
    assertEquals(Asked.NO_LONGER, asked(balancer(8), true, NOW));
  }

  @Test
  void storeAway_nobodyIsWaitedFor() {
    assertEquals(Asked.NO_LONGER, asked(balancer(5), false, NOW));
  }

  @Test
  void proxyThatNeverSays_isWaitedForTenSecondsAndNamedOnce() {
    departures.published(Map.of(WEB, 1L), Map.of(WEB, 7L), NOW);
    assertEquals(Asked.STILL, asked(balancer(5), true, NOW.plusSeconds(9)));
    assertEquals(Asked.NO_LONGER, asked(balancer(5), true, NOW.plusSeconds(10)));
    assertEquals(Asked.NO_LONGER, asked(balancer(5), true, NOW.plusSeconds(11)));
    assertEquals(
        List.of(
            "web:web_00: the proxies of lb have not left it within 10 s; going on without them"),
        warnings);
  }
}
