package io.jsupervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody else changes what a node has in the store. */
@Timeout(60)
class OwnKeysTest {
  private static final String ONE = "/jsupervisor/v1/site/nodes/one/";
  private static final String WEB = ONE + "instances/web:web";

  @TempDir Path root;

  private static Optional<String> awaited(Etcd etcd, EtcdStream watch, String key)
      throws EtcdException {
    while (true) {
      for (Etcd.Change change : etcd.next(watch).changes()) {
        if (change.key().equals(key)) {
          return change.value();
        }
      }
    }
  }

  /** A daemon of the same name wrote it before it was told that the name is taken, and left. */
  @Test
  void ownKeyThatWentWithTheLeaseOfAnother_isPublishedAgain() throws Exception {
    try (RealEtcd real = new RealEtcd(root, "http");
        EtcdHttp http = new EtcdHttp(real.spec());
        TestNode one = new TestNode(real, root, "one", 60)) {
      one.await(view -> view.connected() && !view.instances().isEmpty());
      Etcd etcd = new Etcd(http);
      long lease = etcd.grant(60);
      long written = etcd.write(List.of(new Etcd.Write(WEB, Optional.of("{}"))), lease);
      try (EtcdStream watch = etcd.watch(ONE, written + 1)) {
        etcd.revoke(lease);
        Optional<String> next = awaited(etcd, watch, WEB);
        if (next.isEmpty()) {
          next = awaited(etcd, watch, WEB); // unless it was noticed before it went
        }
        assertTrue(next.orElseThrow().contains("\"ready\":true"), next::toString);
      }
      one.await(view -> view.instances().size() == 1);
      assertEquals(1, real.requests().get("LeaseGrant") - 1, "its lease is as it was");
    }
  }

  @Test
  void strangeKeyBelowOurPrefix_goes() throws Exception {
    try (RealEtcd real = new RealEtcd(root, "http");
        EtcdHttp http = new EtcdHttp(real.spec());
        TestNode one = new TestNode(real, root, "one", 60)) {
      one.await(view -> view.connected() && !view.instances().isEmpty());
      Etcd etcd = new Etcd(http);
      String strange = ONE + "instances/web:strange";
      long written =
          etcd.write(List.of(new Etcd.Write(strange, Optional.of("{}"))), etcd.grant(60));
      try (EtcdStream watch = etcd.watch(ONE, written + 1)) {
        assertEquals(Optional.empty(), awaited(etcd, watch, strange));
      }
    }
  }

  /** The lease is in the backup, too. */
  @Test
  void storeRestoredFromABackup_hasOurNewValuesAgain() throws Exception {
    try (RealEtcd real = new RealEtcd(root, "http");
        EtcdHttp http = new EtcdHttp(real.spec());
        TestNode one = new TestNode(real, root, "one", 60)) {
      one.await(view -> view.connected() && !view.instances().isEmpty());
      real.backUp();
      one.setReady(false);
      one.await(view -> view.connected() && view.instances().stream().noneMatch(i -> i.ready()));
      real.restore();
      real.await(http);
      Etcd etcd = new Etcd(http);
      try (EtcdStream watch = etcd.watch(ONE, etcd.newest(ONE))) {
        Optional<String> next = awaited(etcd, watch, WEB);
        while (next.isEmpty() || next.get().contains("\"ready\":true")) {
          next = awaited(etcd, watch, WEB);
        }
      }
    }
  }

  /** Rolls of others wait for the revision that our proxies act on. */
  @Test
  void storeRestored_revisionThatProxiesActOn_isForgotten() throws Exception {
    String proxies = ONE + "proxies";
    try (RealEtcd real = new RealEtcd(root, "http");
        EtcdHttp http = new EtcdHttp(real.spec());
        TestNode one = new TestNode(real, root, "one", 60)) {
      one.await(view -> view.connected() && !view.instances().isEmpty());
      real.backUp();
      long high = 0;
      for (int i = 0; i < 20; i++) {
        one.setReady(i % 2 == 1);
        boolean is = i % 2 == 1;
        high =
            one.await(view -> view.instances().stream().allMatch(w -> w.ready() == is)).revision();
      }
      one.proxies("web", high);
      real.await(http);
      Etcd etcd = new Etcd(http);
      try (EtcdStream watch = etcd.watch(ONE, high)) {
        String value = awaited(etcd, watch, proxies).orElseThrow();
        while (!value.contains("\"applied\":" + high)) {
          value = awaited(etcd, watch, proxies).orElseThrow();
        }
      }

      real.restore();
      long before = high;
      long now = one.await(view -> view.connected() && view.revision() < before).revision();
      one.proxies("web", high); // was under way
      real.await(http);
      try (EtcdStream watch = etcd.watch(ONE, 1)) {
        String value = awaited(etcd, watch, proxies).orElseThrow();
        while (!value.contains("\"applied\":0}")) {
          value = awaited(etcd, watch, proxies).orElseThrow();
        }
        one.proxies("web", now);
        while (!value.contains("\"applied\":" + now)) {
          value = awaited(etcd, watch, proxies).orElseThrow();
        }
      }
    }
  }
}
