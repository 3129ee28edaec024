package io.jsupervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whoever may write below one node's prefix writes far too much: the others are listed all the
 * same.
 */
@Timeout(120)
class StoreFloodTest {
  private static final String ALL = "/jsupervisor/v1/site/nodes/";

  @TempDir Path root;

  private static Etcd.Write put(String key, String value) {
    return new Etcd.Write(key, Optional.of(value));
  }

  private interface Flood {
    void into(Etcd etcd, long lease) throws Exception;
  }

  private Etcd.Listing listed(Flood flood) throws Exception {
    try (RealEtcd real = new RealEtcd(root, "http");
        EtcdHttp http = new EtcdHttp(real.spec())) {
      real.await(http);
      Etcd etcd = new Etcd(http);
      long lease = etcd.grant(300);
      long ignored =
          etcd.write(List.of(put(ALL + "a/node", "{}"), put(ALL + "z/node", "{}")), lease);
      flood.into(etcd, lease);
      return etcd.list(ALL);
    }
  }

  private static void bothAreThere(Etcd.Listing listing) {
    List<String> keys = listing.entries().stream().map(Etcd.Entry::key).toList();
    assertEquals(ALL + "a/node", keys.getFirst());
    assertEquals(ALL + "z/node", keys.getLast());
  }

  @Test
  void valuesOfMegabytes_areLeftOut_andTheListingGoesOn() throws Exception {
    Etcd.Listing listing =
        listed(
            (etcd, lease) -> {
              for (int i = 0; i < 4; i++) {
                String value = "x".repeat(1_400_000);
                long ignored =
                    etcd.write(List.of(put(ALL + "evil/instances/x:" + i, value)), lease);
              }
            });
    bothAreThere(listing);
    assertEquals(6, listing.entries().size());
    assertEquals("", listing.entries().get(1).value());
  }

  @Test
  void manyValuesThatAreTooLong_areNotKept() throws Exception {
    Etcd.Listing listing =
        listed(
            (etcd, lease) -> {
              for (int i = 0; i < 10; i++) {
                List<Etcd.Write> writes = new ArrayList<>();
                for (int j = 0; j < 100; j++) {
                  String key = ALL + "evil/instances/x:%02d%02d".formatted(i, j);
                  writes.add(put(key, "x".repeat(9_000)));
                }
                long ignored = etcd.write(writes, lease);
              }
            });
    bothAreThere(listing);
    assertTrue(listing.entries().stream().allMatch(entry -> entry.value().length() < 10), "kept");
    assertTrue(listing.cut().contains("node \"evil\" has more"), listing::cut);
  }

  @Test
  void keysOfManyNodes_areCut_andThatIsTold() throws Exception {
    Etcd.Listing listing =
        listed(
            (etcd, lease) -> {
              for (int node = 0; node < 5; node++) {
                for (int i = 0; i < 45; i++) {
                  List<Etcd.Write> writes = new ArrayList<>();
                  for (int j = 0; j < 100; j++) {
                    String key = ALL + "evil%d/instances/x:%02d%02d".formatted(node, i, j);
                    writes.add(put(key, "{}"));
                  }
                  long ignored = etcd.write(writes, lease);
                }
              }
            });
    assertEquals(Lister.MOST_KEYS, listing.entries().size());
    assertTrue(listing.cut().contains("it has more than is taken"), listing::cut);
  }

  /** A member says once in its log that it does not read all. */
  @Test
  void listingThatIsCut_isToldInTheLog() throws Exception {
    try (RealEtcd real = new RealEtcd(root, "http");
        EtcdHttp http = new EtcdHttp(real.spec())) {
      real.await(http);
      Etcd etcd = new Etcd(http);
      String key = ALL + "evil/instances/x:" + "x".repeat(2_000);
      long ignored = etcd.write(List.of(put(key, "{}")), etcd.grant(300));
      try (TestNode one = new TestNode(real, root, "one", 60)) {
        one.await(view -> view.connected() && !view.instances().isEmpty());
        assertEquals(
            1, one.log().stream().filter(line -> line.contains("not read to its end")).count());
      }
    }
  }
}
