package io.jsupervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jsupervisor.daemon.cluster.LocalInstance;
import io.jsupervisor.daemon.core.Namespec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublicationTest {
  private final Publication publication = new Publication();

  private static Map<String, String> keys(int count) {
    Map<String, String> keys = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      keys.put("k" + i, "v");
    }
    return keys;
  }

  private void all(Map<String, String> wanted, long revision) {
    publication.batches(wanted).forEach(batch -> publication.done(batch, revision));
  }

  @Test
  void everything_first_isWrittenInBatchesInOrder() {
    List<List<Etcd.Write>> batches = publication.batches(keys(250));
    assertEquals(List.of(100, 100, 50), batches.stream().map(List::size).toList());
    assertEquals("k249", batches.getLast().getLast().key());
  }

  @Test
  void steady_writesNothing() {
    all(keys(250), 1);
    assertEquals(List.of(), publication.batches(keys(250)));
  }

  @Test
  void oneChange_writesOneKey_andAbsentOnesGoFirst() {
    all(keys(3), 1);
    Map<String, String> wanted = keys(2);
    wanted.put("k1", "new");
    assertEquals(
        List.of(
            List.of(
                new Etcd.Write("k2", Optional.empty()), new Etcd.Write("k1", Optional.of("new")))),
        publication.batches(wanted));
    all(wanted, 9);
    assertEquals(9, publication.revision("k1"));
    assertEquals(1, publication.revision("k0"));
    assertEquals(0, publication.revision("k2"));
  }

  @Test
  void keysOfAnEarlierRun_found_areReplacedOrRemoved() {
    publication.found(List.of("k0", "old"));
    List<Etcd.Write> writes = publication.batches(keys(1)).getFirst();
    assertEquals(
        List.of(new Etcd.Write("old", Optional.empty()), new Etcd.Write("k0", Optional.of("v"))),
        writes);
  }

  @Test
  void storeThatHasSomethingElse_compared_isPutRightWithNothingMore() {
    all(keys(4), 5);
    publication.compare(
        List.of(
            new Etcd.Entry("k0", "", 5),
            new Etcd.Entry("k1", "", 7),
            new Etcd.Entry("k3", "", 5),
            new Etcd.Entry("strange", "", 6)));
    assertEquals(
        List.of(
            List.of(
                new Etcd.Write("strange", Optional.empty()),
                new Etcd.Write("k1", Optional.of("v")),
                new Etcd.Write("k2", Optional.of("v")))),
        publication.batches(keys(4)));
    all(keys(4), 8);
    assertEquals(4, publication.size());
    assertEquals(8, publication.newest());
  }

  @ParameterizedTest
  @CsvSource({
    "'',10.0.0.1,10.0.0.1",
    "0.0.0.0,10.0.0.1,10.0.0.1",
    "'[::]',fd00::1,fd00::1",
    "127.0.0.1,10.0.0.1,''",
    "localhost,10.0.0.1,''",
    "127.0.0.1,127.0.0.1,127.0.0.1",
    "10.0.0.7,10.0.0.1,10.0.0.7",
    "'[fd00::7]',10.0.0.1,fd00::7"
  })
  void host_published_isWhereOthersReachIt(String host, String own, String published) {
    Namespec web = new Namespec("web", "web_00");
    LocalInstance local =
        new LocalInstance(web, "web", "RUNNING", true, host, 80, "http", 1, "", 5, 6);
    assertEquals(
        published, Publication.instances("one", own, List.of(local), Set.of()).get(web).host());
  }
}
