package io.jsupervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jsupervisor.daemon.config.FleetSpec;
import io.jsupervisor.fleet.EtcdException.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is relied on of etcd, asked of a real one. */
@Timeout(120)
class EtcdContractTest {
  private static final String ALL = "/jsupervisor/v1/site/nodes/";

  @TempDir Path root;

  private static Etcd.Write put(String key, String value) {
    return new Etcd.Write(key, Optional.of(value));
  }

  @Test
  void keys_writtenListedWatched_andGoneWithTheirLease() throws Exception {
    try (RealEtcd real = new RealEtcd(root, "http");
        EtcdHttp http = new EtcdHttp(real.spec())) {
      real.await(http);
      Etcd etcd = new Etcd(http);
      long lease = etcd.grant(30);
      List<Etcd.Write> writes = new ArrayList<>();
      for (int i = 0; i < 1_200; i++) {
        writes.add(put(ALL + "one/instances/web:%04d".formatted(i), "ü" + i));
      }
      long last = 0;
      for (int from = 0; from < writes.size(); from += Etcd.MOST_OPERATIONS) {
        last = etcd.write(writes.subList(from, from + Etcd.MOST_OPERATIONS), lease);
      }
      Etcd.Listing listing = etcd.list(ALL);
      assertEquals(1_200, listing.entries().size());
      assertEquals("ü1199", listing.entries().getLast().value());
      assertEquals(last, listing.revision());
      assertEquals(last, etcd.newest(ALL));
      assertEquals(1_200, etcd.names(ALL + "one/").size());
      assertEquals(List.of(), etcd.list("/other/").entries());

      try (EtcdStream watch = etcd.watch(ALL, listing.revision() + 1)) {
        assertEquals(List.of(), etcd.next(watch).changes(), "it says first that it watches");
        long changed =
            etcd.write(
                List.of(
                    put(ALL + "one/node", "{}"),
                    new Etcd.Write(writes.getFirst().key(), Optional.empty())),
                lease);
        assertEquals(
            List.of(
                new Etcd.Change(ALL + "one/node", Optional.of("{}"), changed),
                new Etcd.Change(writes.getFirst().key(), Optional.empty(), changed)),
            etcd.next(watch).changes());
        etcd.keepAlive(lease);
        etcd.revoke(lease);
        int gone = 0;
        while (gone < 1_200) {
          gone += etcd.next(watch).changes().size();
        }
        assertEquals(1_200, gone);
      }
      EtcdException ended = assertThrows(EtcdException.class, () -> etcd.keepAlive(lease));
      assertEquals(Kind.NO_LEASE, ended.kind());
      List<Etcd.Write> late = List.of(put(ALL + "x", "y"));
      ended = assertThrows(EtcdException.class, () -> etcd.write(late, lease));
      assertEquals(Kind.NO_LEASE, ended.kind());
    }
  }

  @Test
  void lease_notKeptAlive_takesItsKeysAlong() throws Exception {
    try (RealEtcd real = new RealEtcd(root, "http");
        EtcdHttp http = new EtcdHttp(real.spec())) {
      real.await(http);
      Etcd etcd = new Etcd(http);
      long written = etcd.write(List.of(put(ALL + "one/node", "{}")), etcd.grant(2));
      try (EtcdStream watch = etcd.watch(ALL, written + 1)) {
        Etcd.Changes changes = etcd.next(watch);
        while (changes.changes().isEmpty()) {
          changes = etcd.next(watch);
        }
        assertEquals(Optional.empty(), changes.changes().getFirst().value());
      }
    }
  }

  @Test
  void watch_closedFromElsewhere_ends() throws Exception {
    try (RealEtcd real = new RealEtcd(root, "http");
        EtcdHttp http = new EtcdHttp(real.spec())) {
      real.await(http);
      Etcd etcd = new Etcd(http);
      EtcdStream watch = etcd.watch(ALL, 1);
      assertEquals(List.of(), etcd.next(watch).changes());
      Thread closer = Thread.ofVirtual().start(watch::close);
      EtcdException ended = assertThrows(EtcdException.class, () -> etcd.next(watch));
      assertEquals(Kind.AWAY, ended.kind());
      closer.join();
    }
  }

  @Test
  void member_thatIsAway_isPassedOver() throws Exception {
    try (RealEtcd real = new RealEtcd(root, "http")) {
      FleetSpec one = real.spec();
      FleetSpec spec =
          new FleetSpec(
              one.cluster(),
              List.of("http://127.0.0.1:1", real.endpoint),
              one.node(),
              one.address(),
              one.ttlSecs(),
              one.username(),
              one.password(),
              one.cacert(),
              one.cert(),
              one.key());
      try (EtcdHttp http = new EtcdHttp(spec)) {
        List<String> silent = new ArrayList<>();
        http.onSilence(silent::add);
        real.await(http);
        assertEquals(real.endpoint, http.endpoint());
        assertTrue(silent.contains("http://127.0.0.1:1"), silent::toString);
      }
    }
  }

  @Test
  void rights_oneNodeOnly_areKept_alsoWhenTheTokenIsForgotten() throws Exception {
    try (RealEtcd real = new RealEtcd(root, "http")) {
      try (EtcdHttp http = new EtcdHttp(real.spec())) {
        real.await(http);
        real.demandSignIn(http, "one", ALL + "one/", ALL);
        EtcdException stranger = assertThrows(EtcdException.class, () -> new Etcd(http).list(ALL));
        assertTrue(
            stranger.getMessage().contains("cure: username and password"), stranger::toString);
      }
      FleetSpec wrong = real.spec(Optional.of("one"), Optional.of("guess"));
      try (EtcdHttp http = new EtcdHttp(wrong)) {
        assertThrows(EtcdException.class, () -> new Etcd(http).list(ALL));
      }
      FleetSpec right = real.spec(Optional.of("one"), Optional.of("secret"));
      try (EtcdHttp http = new EtcdHttp(right)) {
        Etcd etcd = new Etcd(http);
        long lease = etcd.grant(30);
        long written = etcd.write(List.of(put(ALL + "one/node", "{}")), lease);
        assertEquals(written, etcd.newest(ALL));
        List<Etcd.Write> foreign = List.of(put(ALL + "two/node", "{}"));
        EtcdException refused = assertThrows(EtcdException.class, () -> etcd.write(foreign, lease));
        assertEquals(Kind.REFUSED, refused.kind());
        assertTrue(refused.getMessage().contains("the role of user one"), refused::toString);
        try (EtcdStream watch = etcd.watch(ALL, written + 1)) {
          assertEquals(List.of(), etcd.next(watch).changes());
        }

        real.kill();
        real.start();
        real.await(http);
        etcd.keepAlive(lease);
        assertTrue(etcd.write(List.of(put(ALL + "one/node", "{ }")), lease) > written);
      }
    }
  }

  /** A signed token names the state of users and roles, and is good for that one only. */
  @Test
  void usersChanged_withJwt_signsInAgain() throws Exception {
    openssl("genrsa -out NAME.key 2048", "jwt");
    openssl("rsa -in NAME.key -pubout -out NAME.pub", "jwt");
    String token =
        "--auth-token=jwt,sign-method=RS256,pub-key="
            + root.resolve("jwt.pub")
            + ",priv-key="
            + root.resolve("jwt.key");
    try (RealEtcd real = new RealEtcd(root, "http", token)) {
      try (EtcdHttp http = new EtcdHttp(real.spec())) {
        real.await(http);
        real.demandSignIn(http, "one", ALL + "one/", ALL);
      }
      FleetSpec user = real.spec(Optional.of("one"), Optional.of("secret"));
      FleetSpec operator = real.spec(Optional.of("root"), Optional.of("toor"));
      try (EtcdHttp http = new EtcdHttp(user);
          EtcdHttp root = new EtcdHttp(operator)) {
        Etcd etcd = new Etcd(http);
        long lease = etcd.grant(60);
        long written = etcd.write(List.of(put(ALL + "one/node", "{}")), lease);
        ObjectNode added = EtcdHttp.object();
        added.put("name", "two");
        added.put("password", "secret");
        Object ignored = root.ask("/v3/auth/user/add", added);
        assertTrue(etcd.write(List.of(put(ALL + "one/node", "{ }")), lease) > written);
        added.put("name", "three");
        ignored = root.ask("/v3/auth/user/add", added);
        assertEquals(1, etcd.list(ALL).entries().size());
        etcd.keepAlive(lease);
      }
    }
  }

  @Test
  void tls_withAuthorityAndClientCertificate_connects_andToNobodyElse() throws Exception {
    try (RealEtcd real = secure()) {
      try (EtcdHttp http = new EtcdHttp(tls(real, "ca", "client"))) {
        real.await(http);
        assertTrue(new Etcd(http).grant(10) > 0);
      }
      certificate("other", "-x509");
      try (EtcdHttp http = new EtcdHttp(tls(real, "other", "client"))) {
        EtcdException strange = assertThrows(EtcdException.class, () -> new Etcd(http).grant(10));
        assertTrue(strange.getMessage().contains("does not answer"), strange::toString);
      }
    }
    Files.writeString(root.resolve("ca.key"), "-----BEGIN RSA PRIVATE KEY-----\n");
    IllegalArgumentException unusable =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Tls.context(
                    Optional.empty(),
                    Optional.of(root.resolve("client.pem").toString()),
                    Optional.of(root.resolve("ca.key").toString())));
    assertTrue(unusable.getMessage().contains("openssl pkcs8 -topk8"), unusable::toString);
  }

  @Test
  void patient_certificateThatComesLater_connectsThen() throws Exception {
    try (RealEtcd real = secure();
        EtcdHttp before = new EtcdHttp(tls(real, "ca", "client"))) {
      real.await(before);
      FleetSpec spec = tls(real, "later", "client");
      try (EtcdHttp http = EtcdHttp.patient(spec)) {
        Etcd etcd = new Etcd(http);
        EtcdException absent = assertThrows(EtcdException.class, () -> etcd.grant(10));
        assertEquals(Kind.AWAY, absent.kind());
        assertEquals(new EtcdMaker().problem(spec).orElseThrow(), absent.getMessage());
        Path ignored = Files.copy(root.resolve("ca.pem"), root.resolve("later.pem"));
        assertTrue(etcd.grant(10) > 0);
      }
    }
  }

  private RealEtcd secure() throws Exception {
    certificate("ca", "-x509 -addext basicConstraints=critical,CA:TRUE");
    signed("server");
    signed("client");
    return new RealEtcd(
        root,
        "https",
        "--cert-file=" + root.resolve("server.pem"),
        "--key-file=" + root.resolve("server.key"),
        "--trusted-ca-file=" + root.resolve("ca.pem"),
        "--client-cert-auth");
  }

  private FleetSpec tls(RealEtcd real, String authority, String client) {
    FleetSpec plain = real.spec();
    return new FleetSpec(
        plain.cluster(),
        plain.endpoints(),
        plain.node(),
        plain.address(),
        plain.ttlSecs(),
        plain.username(),
        plain.password(),
        Optional.of(root.resolve(authority + ".pem").toString()),
        Optional.of(root.resolve(client + ".pem").toString()),
        Optional.of(root.resolve(client + ".key").toString()));
  }

  private void certificate(String name, String more) throws Exception {
    openssl(
        "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=NAME -days 2 "
            + "-keyout NAME.key -out NAME.pem "
            + more,
        name);
  }

  private void signed(String name) throws Exception {
    certificate(name, "-x509 -CA ca.pem -CAkey ca.key -addext subjectAltName=IP:127.0.0.1");
  }

  private void openssl(String arguments, String name) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.replace("NAME", name).split(" ")));
    Process process =
        new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
  }
}
