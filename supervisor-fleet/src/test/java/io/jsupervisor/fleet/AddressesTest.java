package io.jsupervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a machine takes for its own address. */
class AddressesTest {
  private static final Map<String, String> ROUTES =
      Map.of("here", "127.0.0.1", "six", "::1", "there", "10.0.0.11", "far", "10.0.0.12");

  @TempDir Path root;

  private static String route(String endpoint) throws IOException {
    return Optional.ofNullable(ROUTES.get(endpoint)).orElseThrow(() -> new IOException(endpoint));
  }

  private static String own(String... endpoints) throws IOException {
    return Addresses.own(List.of(endpoints), AddressesTest::route);
  }

  @Test
  void memberOnThisMachine_isNotAsked_whereAnotherIsElsewhere() throws IOException {
    assertEquals("10.0.0.11", own("here", "there", "far"));
    assertEquals("10.0.0.11", own("unknown", "six", "there"));
  }

  @Test
  void membersOnThisMachineOnly_allIsOneMachine() throws IOException {
    assertEquals("127.0.0.1", own("unknown", "here", "six"));
    assertThrows(IOException.class, () -> own("unknown"));
  }

  @Test
  @Timeout(60)
  void addressThatIsALoopbackOneByItself_isToldOnce() throws Exception {
    try (RealEtcd real = new RealEtcd(root, "http");
        TestNode one = new TestNode(real.endpoint, root, "one", 60, Optional.empty(), 2)) {
      one.await(view -> view.connected() && view.instances().size() == 2);
      List<String> told = one.log().stream().filter(line -> line.contains("cure")).toList();
      assertEquals(1, told.size(), told::toString);
      assertTrue(told.getFirst().contains("address="), told::toString);
    }
  }
}
