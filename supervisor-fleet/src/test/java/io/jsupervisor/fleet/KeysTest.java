package io.jsupervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jsupervisor.daemon.core.Namespec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeysTest {
  private final Keys keys = new Keys("site");

  @Test
  void everyKey_parsed_isWhatItWasMadeOf() {
    Namespec odd = new Namespec("web/x", "a:b ü");
    assertEquals("/jsupervisor/v1/site/nodes/one/node", keys.node("one"));
    assertEquals(
        "/jsupervisor/v1/site/nodes/one/instances/web:web_00",
        keys.instance("one", new Namespec("web", "web_00")));
    assertEquals(Optional.of(new Keys.Key.Node("one")), keys.parse(keys.node("one")));
    assertEquals(Optional.of(new Keys.Key.Proxies("one")), keys.parse(keys.proxies("one")));
    assertEquals(
        Optional.of(new Keys.Key.Instance("one", odd)), keys.parse(keys.instance("one", odd)));
  }

  @Test
  void strangeKeys_parsed_areNobodys() {
    for (String key :
        List.of(
            "",
            "/other",
            "/jsupervisor/v1/site2/nodes/one/node",
            "/jsupervisor/v1/site/nodes//node",
            "/jsupervisor/v1/site/nodes/one",
            "/jsupervisor/v1/site/nodes/one/more",
            "/jsupervisor/v1/site/nodes/o ne/node",
            "/jsupervisor/v1/site/nodes/one/instances/web",
            "/jsupervisor/v1/site/nodes/one/instances/:web",
            "/jsupervisor/v1/site/nodes/one/instances/web:",
            "/jsupervisor/v1/site/nodes/one/instances/web:a\nserver evil;")) {
      assertEquals(Optional.empty(), keys.parse(key), key);
    }
  }

  @Test
  void end_ofAPrefix_isBehindAllItsKeys() {
    assertEquals("/a0", Keys.end("/a/"));
  }
}
