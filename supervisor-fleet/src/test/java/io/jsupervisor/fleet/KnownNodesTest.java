package io.jsupervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.cluster.PeerNode;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.fleet.Etcd.Change;
import io.jsupervisor.fleet.Etcd.Changes;
import io.jsupervisor.fleet.Etcd.Entry;
import io.jsupervisor.fleet.Etcd.Listing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KnownNodesTest {
  private static final String ROOT = "/jsupervisor/v1/site/nodes/";
  private static final Ticks START = new Ticks(0);

  private Ticks now = START;
  private final List<String> complaints = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final KnownNodes known = new KnownNodes(new Keys("site"), complaints::add, warnings::add);

  private static Entry node(String name, long revision) {
    return new Entry(
        ROOT + name + "/node",
        "{\"address\":\"10.0.0.1\",\"ttl\":10,\"incarnation\":\"ab\"}",
        revision);
  }

  private static Entry web(String node, String process, long revision) {
    return new Entry(
        ROOT + node + "/instances/web:" + process,
        "{\"program\":\"web\",\"host\":\"10.0.0.1\",\"port\":80,\"ready\":true}",
        revision);
  }

  private static Change put(Entry entry) {
    return new Change(entry.key(), Optional.of(entry.value()), entry.revision());
  }

  private static Change gone(Entry entry, long revision) {
    return new Change(entry.key(), Optional.empty(), revision);
  }

  private void apply(Changes changes) {
    known.apply(changes, now);
  }

  private List<String> seen() {
    KnownNodes.Seen seen = known.seen(true);
    List<String> all = new ArrayList<>();
    for (PeerNode node : seen.nodes()) {
      all.add(node.name() + (node.stale() ? " stale" : ""));
    }
    seen.instances().forEach(i -> all.add(i.node() + "/" + i.process().name()));
    return all;
  }

  private void twoNodes() {
    known.reset(
        new Listing(
            List.of(web("one", "a", 2), node("one", 2), web("two", "a", 3), node("two", 3)), 3),
        START,
        0);
  }

  @Test
  void changes_applied_areSeen() {
    twoNodes();
    apply(new Changes(List.of(put(web("two", "b", 4))), 4, false));
    assertEquals(List.of("one", "two", "one/a", "two/a", "two/b"), seen());
    apply(new Changes(List.of(gone(web("two", "a", 3), 5)), 5, false));
    assertEquals(List.of("one", "two", "one/a", "two/b"), seen());
    assertEquals(5, known.revision());
  }

  @Test
  void leaseEnded_whileConnected_countsAtOnce() {
    twoNodes();
    apply(new Changes(List.of(gone(web("two", "a", 3), 4), gone(node("two", 3), 4)), 4, false));
    assertEquals(List.of("one", "one/a"), seen());
  }

  @Test
  void newNode_counts_onlyWithItsRecord() {
    twoNodes();
    apply(new Changes(List.of(put(web("three", "a", 4))), 4, false));
    assertEquals(List.of("one", "two", "one/a", "two/a"), seen());
    apply(new Changes(List.of(put(node("three", 5))), 5, false));
    assertTrue(seen().contains("three/a"), seen()::toString);
  }

  @Test
  void missingAfterALongAbsence_staysForItsTtlAndASecond() {
    twoNodes();
    known.reset(new Listing(List.of(web("one", "a", 9), node("one", 9)), 9), START, 60_000);
    assertEquals(List.of("one", "two stale", "one/a", "two/a"), seen());
    assertEquals(START.plusSeconds(11), known.nextExpiry());
    assertFalse(known.expire(START.plusSeconds(10)));
    assertTrue(known.expire(START.plusSeconds(11)));
    assertEquals(List.of("one", "one/a"), seen());
  }

  /** A store that was suspended ends the leases first, on the watch that went on. */
  @Test
  void leaseEndedOnAWatchThatHung_staysForItsTtlAndASecond_alsoAfterAShortBreak() {
    twoNodes();
    known.away(START, 20_000);
    known.away(START.plusSeconds(2), 1_500);
    now = START.plusSeconds(3);
    apply(new Changes(List.of(gone(web("two", "a", 3), 4), gone(node("two", 3), 4)), 4, false));
    assertEquals(List.of("one", "two stale", "one/a", "two/a"), seen());
    assertFalse(known.expire(START.plusSeconds(12)));
    assertTrue(known.expire(START.plusSeconds(13)));
    assertEquals(List.of("one", "one/a"), seen());
    now = START.plusSeconds(60);
    apply(new Changes(List.of(gone(web("one", "a", 2), 5), gone(node("one", 2), 5)), 5, false));
    assertEquals(List.of(), seen());
  }

  @Test
  void missingAfterAShortAbsence_isGone() {
    twoNodes();
    known.reset(new Listing(List.of(web("one", "a", 9), node("one", 9)), 9), START, 4_000);
    assertEquals(List.of("one", "one/a"), seen());
  }

  @Test
  void missing_comesBack_withWhatItHasNow() {
    twoNodes();
    apply(new Changes(List.of(put(web("two", "old", 4))), 4, false));
    known.reset(new Listing(List.of(web("one", "a", 9), node("one", 9)), 9), START, 60_000);
    apply(new Changes(List.of(put(web("two", "a", 10)), put(web("two", "new", 10))), 10, false));
    assertEquals(List.of("one", "two stale", "one/a", "two/a", "two/new", "two/old"), seen());
    apply(new Changes(List.of(put(node("two", 11))), 11, false));
    assertEquals(List.of("one", "two", "one/a", "two/a", "two/new"), seen());
    assertFalse(known.expire(START.plusSeconds(100)));
  }

  private void backFromAway() {
    twoNodes();
    known.reset(
        new Listing(
            List.of(web("one", "a", 2), node("one", 2), web("two", "a", 3), node("two", 3)), 9),
        START,
        60_000);
  }

  private void leaseOfTwoEnds() {
    apply(new Changes(List.of(gone(web("two", "a", 3), 10), gone(node("two", 3), 10)), 10, false));
  }

  /** A watch that goes on tells several revisions at once. */
  @Test
  void instanceThatCameAndWentWithItsNodeAtOnce_isGoneWhenTheNodeIsBack() {
    backFromAway();
    apply(
        new Changes(
            List.of(
                put(web("two", "x", 10)),
                gone(web("two", "a", 3), 12),
                gone(web("two", "x", 10), 12),
                gone(node("two", 3), 12)),
            12,
            false));
    assertEquals(List.of("one", "two stale", "one/a", "two/a", "two/x"), seen());
    apply(new Changes(List.of(put(web("two", "a", 14)), put(node("two", 15))), 15, false));
    assertEquals(List.of("one", "two", "one/a", "two/a"), seen());
  }

  @Test
  void leaseEnded_soonAfterALongAbsence_staysForItsTtlAndASecond() {
    backFromAway();
    leaseOfTwoEnds();
    assertEquals(List.of("one", "two stale", "one/a", "two/a"), seen());
    assertTrue(known.expire(START.plusSeconds(11)));
    assertEquals(List.of("one", "one/a"), seen());
  }

  @Test
  void leaseEnded_longAfterAnAbsence_countsAtOnce() {
    backFromAway();
    now = START.plusSeconds(11);
    leaseOfTwoEnds();
    assertEquals(List.of("one", "one/a"), seen());
  }

  @Test
  void left_soonAfterALongAbsence_countsAtOnce() {
    backFromAway();
    Entry left =
        new Entry(node("two", 10).key(), "{\"ttl\":10,\"incarnation\":\"ab\",\"left\":true}", 10);
    apply(new Changes(List.of(put(left)), 10, false));
    assertEquals(List.of("one", "one/a"), seen());
    leaseOfTwoEnds();
    assertEquals(List.of("one", "one/a"), seen());
  }

  @Test
  void notes_remembered_onlyWhileNothingIsKnown() {
    known.remember(List.of(web("one", "a", 0), node("one", 0)));
    assertEquals(List.of("one", "one/a"), seen());
    assertTrue(known.seen(false).nodes().getFirst().stale());
    known.remember(List.of(node("two", 0)));
    assertEquals(List.of("one", "one/a"), seen());
  }

  @Test
  void rubbish_applied_isLeftOutAndToldOf() {
    twoNodes();
    apply(
        new Changes(
            List.of(
                new Change(ROOT + "one/instances/web:a", Optional.of("{"), 4),
                new Change(ROOT + "two/node", Optional.of("[]"), 4),
                new Change(ROOT + "two/what", Optional.of("{}"), 4),
                new Change(ROOT + "x y/node", Optional.empty(), 4)),
            4,
            false));
    assertEquals(List.of("one"), seen());
    assertEquals(
        List.of(ROOT + "one/instances/web:a", ROOT + "two/node", ROOT + "two/what"), complaints);
  }

  @Test
  void written_readAgain_isTheSame() {
    twoNodes();
    KnownNodes other = new KnownNodes(new Keys("site"), complaints::add, warnings::add);
    other.remember(
        known.written().entrySet().stream()
            .map(e -> new Entry(e.getKey(), e.getValue(), 0))
            .toList());
    assertEquals(known.written(), other.written());
    assertEquals(4, other.written().size());
  }

  @Test
  void claim_isWhoWroteTheRecordLast() {
    assertEquals(Optional.empty(), known.claim("one"));
    twoNodes();
    assertEquals(Optional.of(new KnownNodes.Claim("ab", 2)), known.claim("one"));
  }

  /** Whoever may write may write much: the heap is small. */
  @Test
  void floodOnTheWatch_isLimited_andToldOnce() {
    twoNodes();
    for (int from = 0; from < 30_000; from += 500) {
      List<Change> flood = new ArrayList<>();
      for (int i = from; i < from + 500; i++) {
        flood.add(put(node("evil" + i, 4)));
      }
      apply(new Changes(flood, 4, false));
    }
    assertEquals(20_000, known.seen(true).nodes().size() + known.seen(true).instances().size());
    assertEquals(1, warnings.size(), warnings::toString);
    assertTrue(seen().containsAll(List.of("one", "two", "one/a", "two/a")), "who was there");
    apply(new Changes(List.of(gone(node("evil7", 4), 5)), 5, false));
    apply(new Changes(List.of(put(web("two", "b", 6))), 6, false));
    assertTrue(seen().contains("two/b"), "there is room again");
  }

  @Test
  void floodBelowOneNode_leavesRoomForTheOthers() {
    twoNodes();
    List<Change> flood = new ArrayList<>();
    for (int i = 0; i < 30_000; i++) {
      flood.add(put(web("one", "x" + i, 4)));
    }
    apply(new Changes(flood, 4, false));
    apply(new Changes(List.of(put(web("two", "b", 5))), 5, false));
    assertEquals(5_000 + 2, known.seen(true).instances().size());
    assertEquals(1, warnings.size(), warnings::toString);
  }

  @Test
  void longListsOfPrograms_countAsWhatTheyTake() {
    twoNodes();
    String programs = "\"p\",".repeat(1_000);
    String value = "{\"programs\":[" + programs.substring(0, programs.length() - 1) + "]}";
    List<Entry> flood = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      flood.add(node("evil" + i, 4));
      flood.add(new Entry(ROOT + "evil" + i + "/proxies", value, 4));
    }
    known.reset(new Listing(flood, 4), now, 0);
    int names =
        known.seen(true).proxies().values().stream().mapToInt(p -> p.programs().size()).sum();
    assertTrue(names <= 160_000, () -> "names: " + names);
    assertEquals(1, warnings.size(), warnings::toString);
  }
}
