package io.jsupervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.cluster.PeerInstance;
import io.jsupervisor.daemon.cluster.PeerNode;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.fleet.Records.NodeRecord;
import io.jsupervisor.fleet.Records.ProxiesRecord;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordsTest {
  private static final Namespec WEB = new Namespec("web", "web_00");

  private static PeerInstance read(String json) {
    return Records.instance("one", WEB, json, 7).orElseThrow();
  }

  @Test
  void records_writtenAndRead_areTheSame() {
    PeerInstance instance =
        new PeerInstance(
            "one",
            WEB,
            "web",
            "RUNNING",
            true,
            true,
            "10.0.0.1",
            8000,
            "uwsgi",
            5,
            "0af3",
            77,
            99,
            7);
    assertEquals(Optional.of(instance), Records.instance("one", WEB, Records.write(instance), 7));
    NodeRecord node =
        new NodeRecord(
            new PeerNode(
                "one", "fd00::1", "http://[fd00::1]:9001", "0.1.0", 5, 6, 10, List.of(), false),
            "0123456789abcdef",
            true);
    assertEquals(Optional.of(node), Records.node("one", Records.write(node)));
    ProxiesRecord proxies = new ProxiesRecord(List.of("api", "web"), 12345);
    assertEquals(proxies, Records.proxies(Records.write(proxies)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1:80;}\\nserver evil",
        "a b",
        "unix",
        "UNIX",
        "unix@/run/x",
        "../etc",
        "-x",
        "a;b",
        "a\\\"b",
        "a#b",
        "${x}",
        "a:b",
        "10.0.0.1:80",
        "web:",
        "1:2:3",
        "a..b",
        ".a"
      })
  void host_thatIsNone_isLeftOut(String host) {
    PeerInstance instance =
        read("{\"program\":\"web\",\"ready\":true,\"port\":80,\"host\":\"" + host + "\"}");
    assertEquals("", instance.host());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1",
        "web-1.example.com",
        "web-1.example.com.",
        "db_1",
        "10-0-0-1",
        "3com.x1",
        "0xcafe.example",
        "unix.example",
        "fd00::1",
        "FD00::1",
        "::1",
        "127.0.0.1",
        "localhost",
        "2001:db8::ff00:42:8329",
        "2001:db8::10.0.0.1"
      })
  void host_thatIsOne_isTaken(String host) {
    assertTrue(Hosts.isHost(host));
  }

  /** A C library takes them for this machine, or for every address of it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.0.0.1",
        "0",
        "::",
        "0:0:0:0:0:0:0:0",
        "::0.0.0.0",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:7f00:1",
        "0:0:0:0:0:FFFF:127.0.0.1",
        "::ffff:10.0.0.1",
        "127.1",
        "127.0.1",
        "2130706433",
        "017700000001",
        "0x7f000001",
        "0x7f.0.0.1",
        "127.0.0.0x1",
        "127.0.0.01",
        "0177.0.0.1",
        "127.0.0.1.",
        "256.0.0.1",
        "1.2.3.4.5",
        "0x",
        "::1%lo"
      })
  void host_thatMeansThisMachineInDisguise_isLeftOut(String host) {
    assertFalse(Hosts.isHost(host));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.0.3",
        "::1",
        "0:0:0:0:0:0:0:1",
        "0000::0001",
        "::0.0.0.1",
        "::ffff:127.0.0.1",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "a.LocalHost.",
        "ip6-localhost",
        "localhost.localdomain"
      })
  void loopback_inAllItsForms_isKnown(String host) {
    assertTrue(Hosts.isLoopback(host));
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.127", "127.example.com", "fd00::1", "::ffff:10.0.0.1", "web", ""})
  void addressOfOneMachine_isNoLoopback(String host) {
    assertFalse(Hosts.isLoopback(host));
  }

  @Test
  void numbersAndWords_outOfRange_areBroughtIn() {
    PeerInstance instance =
        read(
            "{\"program\":\"web\",\"state\":\"DANCING\",\"port\":70000,\"host\":\"10.0.0.1\","
                + "\"protocol\":\"gopher\",\"weight\":100000,\"pid\":-1,\"start\":-5,"
                + "\"version\":\"<b>\",\"news\":1}");
    assertEquals(
        new PeerInstance(
            "one", WEB, "web", "UNKNOWN", false, false, "", 0, "http", 100, "", 0, 0, 7),
        instance);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no", "[1]", "{}", "{\"program\":\"a\\u0000b\"}", "{\"program\":7"})
  void value_thatIsNoInstance_isNone(String text) {
    assertFalse(Records.instance("one", WEB, text, 1).isPresent());
  }

  @Test
  void value_thatIsVeryLong_isNone() {
    String text = "{\"program\":\"web\",\"x\":\"" + "x".repeat(10_000) + "\"}";
    assertFalse(Records.instance("one", WEB, text, 1).isPresent());
  }

  @Test
  void api_thatIsNoServerOfOurs_isLeftOut() {
    for (String api :
        List.of("https://a:1", "http://a", "http://u:p@a:1", "http://a:1/x", "file:/x")) {
      assertEquals(
          "", Records.node("one", "{\"api\":\"" + api + "\"}").orElseThrow().node().api(), api);
    }
  }
}
