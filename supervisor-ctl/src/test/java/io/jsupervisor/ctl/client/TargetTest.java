package io.jsupervisor.ctl.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class TargetTest {
  @Test
  void name_typed_isAProcessOrAGroup() {
    assertEquals(new Target.One("web", "web", "web"), Target.of("web"));
    assertEquals(new Target.One("web:a", "web", "a"), Target.of("web:a"));
    assertEquals(new Target.One("web:a:b", "web", "a:b"), Target.of("web:a:b"));
    assertEquals(new Target.Group("web"), Target.of("web:*"));
    assertEquals(new Target.Group("web"), Target.of("web:"));
  }

  @Test
  void group_whereOneProcessIsWanted_isABadName() {
    FaultException fault = assertThrows(FaultException.class, () -> Target.one("web:*"));

    assertEquals(Fault.BAD_NAME, fault.fault());
  }

  @Test
  void name_shown_isShortWhenGroupAndProcessAgree() {
    assertEquals("cat", Target.displayName("cat", "cat"));
    assertEquals("web:a", Target.displayName("web", "a"));
  }

  @Test
  void segment_encoded_keepsOnlyWhatPathsMayHold() {
    assertEquals("web:*", PercentEncoding.segment("web:*"));
    assertEquals("a%2Fb%20%C3%A9%3F%25", PercentEncoding.segment("a/b \u00e9?%"));
  }
}
