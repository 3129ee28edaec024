package io.jsupervisor.daemon.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.core.EventType;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.StateChange;
import io.jsupervisor.daemon.core.StateName;
import io.jsupervisor.daemon.log.DaemonLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Buffers and dispatch, without processes; numbers are those of spec section 12. */
class ListenerPoolsTest {
  private final List<String> sent = new ArrayList<>();
  private final List<Runnable> refusals = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private final List<Runnable> later = new ArrayList<>();
  private final ListenerPools pools =
      new ListenerPools(
          new EventSerial(),
          () -> "supervisor",
          (listener, pid, bytes, refused) -> {
            sent.add(listener.name() + "@" + pid + " " + new String(bytes, UTF_8));
            refusals.add(refused);
          },
          new DaemonLog() {
            @Override
            public void log(Level level, String message) {
              log.add(level.code() + " " + message);
            }

            @Override
            public boolean isEnabled(Level level) {
              return true;
            }
          },
          later::add);

  private void pool(String name, int size, Set<EventType> events, String... members) {
    pools.add(
        name, size, events, List.of(members).stream().map(m -> new Namespec(name, m)).toList());
  }

  private void state(String pool, String name, StateName from, StateName to, int pid) {
    pools.processChanged(new Namespec(pool, name), new StateChange(from, to, pid, 0, true));
  }

  private void up(String pool, String name, int pid) {
    state(pool, name, StateName.STOPPED, StateName.STARTING, 0);
    says(pool, name, pid, "READY\n");
    state(pool, name, StateName.STARTING, StateName.RUNNING, pid);
  }

  private boolean says(String pool, String name, int pid, String text) {
    return pools.heard(new Namespec(pool, name), pid, text.getBytes(UTF_8));
  }

  private void remote(String data) {
    pools.notify(new ClassicEvent.RemoteCommunication("t", data));
  }

  private static String remote(int serial, String pool, int poolSerial, String data) {
    int length = "type:t\n".length() + data.codePointCount(0, data.length());
    return "ver:3.0 server:supervisor serial:%d pool:%s poolserial:%d eventname:REMOTE_COMMUNICATION len:%d\ntype:t\n%s"
        .formatted(serial, pool, poolSerial, length, data);
  }

  private List<String> warnings() {
    return log.stream().filter(line -> !line.startsWith("DEBG")).toList();
  }

  @Test
  void event_goesToTheFirstReadyListenerInOrderOfDefinition() {
    pool("p", 10, Set.of(EventType.REMOTE_COMMUNICATION), "b", "a");
    up("p", "a", 1);
    up("p", "b", 2);
    remote("one");
    remote("two");
    remote("three");
    assertEquals(
        List.of("b@2 " + remote(0, "p", 0, "one"), "a@1 " + remote(1, "p", 1, "two")), sent);
    says("p", "a", 1, "RESULT 2\nOKREADY\n");
    assertEquals("a@1 " + remote(2, "p", 2, "three"), sent.getLast());
  }

  private void flood(int events, int bytes) {
    for (int i = 0; i < events; i++) {
      pools.notify(
          new ClassicEvent.ProcessLog(
              new Namespec("web", "web"), 7, /* stderr= */ false, new byte[bytes]));
    }
  }

  @Test
  void twentyStuckPools_floodsOfOutput_stayWithinTheirBudget_andSaySoOncePerPeriod() {
    for (int i = 0; i < 20; i++) {
      pool("p" + i, 1_000_000, Set.of(EventType.PROCESS_LOG), "l");
    }
    flood(2_000, 16 * 1024);
    assertTrue(pools.waitingBytes() <= EventBudget.MOST_OF_ALL, () -> "" + pools.waitingBytes());
    assertTrue(pools.waitingBytes() > EventBudget.MOST_OF_ALL * 9 / 10, "too much was dropped");
    assertEquals(1, warnings().size(), () -> warnings().toString());

    later.removeFirst().run();
    assertEquals(21, warnings().size(), () -> warnings().toString());
    later.removeFirst().run();
    assertEquals(List.of(), later, "it goes on although nothing was dropped");
    assertEquals(21, warnings().size());
  }

  @Test
  void stuckPools_aPoolThatWorksLosesNothing() {
    for (int i = 0; i < 20; i++) {
      pool("p" + i, 1_000_000, Set.of(EventType.PROCESS_LOG), "l");
    }
    pool("good", 10, Set.of(EventType.PROCESS_LOG), "l");
    flood(2_000, 16 * 1024);
    sent.clear();
    up("good", "l", 1);
    for (int i = 0; i < 9; i++) {
      says("good", "l", 1, "RESULT 2\nOKREADY\n");
    }
    assertEquals(10, sent.size());
  }

  @Test
  void pileOfTinyEvents_countsWithWhatEachTakes() {
    pool("p", 1_000_000, Set.of(EventType.PROCESS_LOG), "l");
    flood(100_000, 1);
    assertTrue(pools.waitingBytes() <= EventBudget.MOST_OF_ONE, () -> "" + pools.waitingBytes());
  }

  @Test
  void removedPool_freesItsShare() {
    pool("p", 1_000_000, Set.of(EventType.PROCESS_LOG), "l");
    flood(100, 1024);
    pools.remove("p");
    assertEquals(0, pools.waitingBytes());
  }

  @Test
  void row39_lenCountsCharacters() {
    pool("p", 10, Set.of(EventType.REMOTE_COMMUNICATION), "l");
    up("p", "l", 1);
    remote("hé😀");
    assertTrue(sent.getFirst().contains(" len:10\n"), sent.getFirst());
  }

  @Test
  void row40_listenerGetsNothingBeforeItIsRunning_andSmallBuffersOverflow() {
    pool("p", 2, Set.of(EventType.REMOTE_COMMUNICATION), "l");
    state("p", "l", StateName.STOPPED, StateName.STARTING, 0);
    says("p", "l", 1, "READY\n");
    remote("one");
    remote("two");
    remote("three");
    assertEquals(List.of(), sent);
    assertEquals(List.of("ERRO pool p event buffer overflowed, discarding event 0"), warnings());
    state("p", "l", StateName.STARTING, StateName.RUNNING, 1);
    assertEquals(List.of("l@1 " + remote(1, "p", 1, "two")), sent);
  }

  @Test
  void row41_rejectedEvent_goesBackToTheHeadOfItsOwnPoolOnly() {
    pool("p", 10, Set.of(EventType.REMOTE_COMMUNICATION), "l");
    pool("q", 10, Set.of(EventType.REMOTE_COMMUNICATION), "m");
    up("p", "l", 1);
    up("q", "m", 2);
    remote("one");
    remote("two");
    sent.clear();
    says("q", "m", 2, "RESULT 2\nOK");
    says("p", "l", 1, "RESULT 4\nFAIL");
    says("p", "l", 1, "READY\n");
    says("q", "m", 2, "READY\n");
    assertEquals(
        List.of("l@1 " + remote(0, "p", 0, "one"), "m@2 " + remote(1, "q", 1, "two")), sent);
    assertEquals(List.of("WARN l: event was rejected"), warnings());
  }

  @Test
  void row42_anyOutputWhileReady_endsTheFlowUntilTheListenerIsStartedAgain() {
    pool("p", 10, Set.of(EventType.REMOTE_COMMUNICATION), "l");
    up("p", "l", 1);
    assertFalse(says("p", "l", 1, "print for debugging\n"));
    remote("one");
    assertEquals(List.of(), sent);
    assertEquals(
        List.of(
            "WARN l: has entered the UNKNOWN state and will no longer receive events, this usually"
                + " indicates the process violated the eventlistener protocol"),
        warnings());
    state("p", "l", StateName.RUNNING, StateName.EXITED, 1);
    up("p", "l", 2);
    assertEquals(List.of("l@2 " + remote(0, "p", 0, "one")), sent);
  }

  @Test
  void row43_groupEventsAloneEndWithALineFeed() {
    assertEquals("groupname:web\n", new ClassicEvent.Group("web", true).payload());
    assertEquals("when:60", new ClassicEvent.Tick(EventType.TICK_60, 60).payload());
  }

  @Test
  void row44_parentAndChildSubscribed_deliverTwiceWithTheSameNumbers() {
    pool("p", 10, Set.of(EventType.EVENT, EventType.REMOTE_COMMUNICATION), "l");
    remote("one");
    up("p", "l", 1);
    says("p", "l", 1, "RESULT 2\nOKREADY\n");
    String event = "l@1 " + remote(0, "p", 0, "one");
    assertEquals(List.of(event, event), sent);
  }

  @Test
  void eventNobodyWants_usesNoNumber_andPoolsCountTheirOwn() {
    pools.notify(new ClassicEvent.SupervisorState(true));
    pool("p", 10, Set.of(EventType.TICK), "l");
    pool("q", 10, Set.of(EventType.EVENT), "m");
    up("p", "l", 1);
    up("q", "m", 2);
    for (int i = 0; i < 4; i++) {
      says("q", "m", 2, "RESULT 2\nOKREADY\n"); // the state changes of l and m
    }
    sent.clear();
    pools.notify(new ClassicEvent.Tick(EventType.TICK_5, 5));
    assertEquals(2, sent.size(), sent::toString);
    assertTrue(sent.getFirst().contains("serial:4 pool:p poolserial:0 eventname:TICK_5"));
    assertTrue(sent.getLast().contains("serial:4 pool:q poolserial:4 eventname:TICK_5"));
  }

  @Test
  void listenerThatDiesBusy_givesItsEventBack_beforeTheExitThatItSees() {
    pool("p", 10, Set.of(EventType.REMOTE_COMMUNICATION, EventType.PROCESS_STATE_EXITED), "l");
    up("p", "l", 1);
    remote("one");
    sent.clear();
    state("p", "l", StateName.RUNNING, StateName.EXITED, 1);
    up("p", "l", 2);
    assertEquals(List.of("l@2 " + remote(0, "p", 0, "one")), sent);
    says("p", "l", 2, "RESULT 2\nOKREADY\n");
    assertTrue(sent.getLast().contains("eventname:PROCESS_STATE_EXITED"), sent.getLast());
  }

  @Test
  void lateWordsOfADeadListener_areNotThoseOfItsSuccessor() {
    pool("p", 10, Set.of(EventType.REMOTE_COMMUNICATION), "l");
    up("p", "l", 1);
    state("p", "l", StateName.RUNNING, StateName.EXITED, 1);
    state("p", "l", StateName.EXITED, StateName.STARTING, 0);
    says("p", "l", 1, "Traceback: …\n");
    says("p", "l", 2, "READY\n");
    state("p", "l", StateName.STARTING, StateName.RUNNING, 2);
    remote("one");
    assertEquals(List.of("l@2 " + remote(0, "p", 0, "one")), sent);
  }

  @Test
  void closedStdin_anotherListenerGetsTheEvent() {
    pool("p", 10, Set.of(EventType.REMOTE_COMMUNICATION), "a", "b");
    up("p", "a", 1);
    up("p", "b", 2);
    remote("one");
    refusals.getFirst().run();
    assertEquals(
        List.of("a@1 " + remote(0, "p", 0, "one"), "b@2 " + remote(0, "p", 0, "one")), sent);
    assertTrue(
        log.contains(
            "DEBG epipe occurred while sending event 0 to listener a, listener state unchanged"));
  }

  @Test
  void removedPool_getsNothingMore() {
    pool("p", 10, Set.of(EventType.EVENT), "l");
    assertTrue(pools.wants(EventType.TICK_60));
    pools.remove("p");
    assertFalse(pools.wants(EventType.TICK_60));
    remote("one");
    up("p", "l", 1);
    assertEquals(List.of(), sent);
  }

  @Test
  void hugeOutput_doesNotFillTheMemory_whateverTheBufferSize() {
    pool("p", 1_000_000, Set.of(EventType.PROCESS_LOG), "l");
    for (int i = 0; i < 200; i++) {
      pools.notify(
          new ClassicEvent.ProcessLog(new Namespec("w", "w"), 1, false, new byte[128 * 1024]));
    }
    assertEquals(
        List.of(
            "ERRO pool p: 1 events discarded: what waits for its listeners is more than 2 MiB, or"
                + " than 16 MiB in all pools"),
        warnings());
    assertTrue(pools.waitingBytes() <= EventBudget.MOST_OF_ONE, () -> "" + pools.waitingBytes());
  }
}
