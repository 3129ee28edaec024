package io.jsupervisor.daemon.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.os.Clock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rules of the API that need no server. */
class PureRulesTest {
  private static final class FakeClock implements Clock {
    private long seconds;

    @Override
    public Ticks ticks() {
      return new Ticks(seconds * 1_000_000_000L);
    }

    @Override
    public Instant wall() {
      return Instant.ofEpochSecond(seconds);
    }
  }

  @Test
  void utf8_characterCutInTwo_comesWhole() {
    byte[] euro = "a€b".getBytes(StandardCharsets.UTF_8);
    for (int cut = 0; cut <= euro.length; cut++) {
      Utf8Pieces pieces = new Utf8Pieces();
      String text = pieces.text(java.util.Arrays.copyOf(euro, cut));
      text += pieces.text(java.util.Arrays.copyOfRange(euro, cut, euro.length));
      assertEquals("a€b", text);
    }
  }

  @Test
  void utf8_binary_becomesReplacements() {
    assertEquals("\uFFFDx\uFFFDy", new Utf8Pieces().text(new byte[] {-1, 'x', -61, 'y'}));
  }

  @Test
  void stat_commandWithBlanksAndParentheses_isParsed() {
    String line =
        "7 (a) (b c) S 1 7 7 0 -1 4194560 1 2 3 4 150 50 7 8 20 0 1 0 99999 1000 256"
            + " 18446744073709551615";
    assertEquals(new ProcessUsage.Stat(200, 99_999, 256), ProcessUsage.Stat.parse(line));
  }

  @Test
  void host_portAndFinalDot_areCutOff() {
    assertEquals("a.example", HostRules.hostOf("A.example.:80"));
    assertEquals("[::1]", HostRules.hostOf("[::1]:9001"));
  }

  @Test
  void origin_allowedHost_passesBehindAProxy() {
    List<String> allowed = List.of("board.test");
    assertTrue(HostRules.sameOrigin("https://board.test", null, "127.0.0.1:9001", allowed));
    assertFalse(HostRules.sameOrigin("https://board.test", null, "127.0.0.1:9001", List.of()));
    assertFalse(HostRules.sameOrigin("http://[", null, "localhost", List.of()));
  }

  @Test
  void guesses_refillOneASecondAndPerAddress() {
    FakeClock clock = new FakeClock();
    GuessLimit limit = new GuessLimit(clock);
    for (int i = 0; i < 10; i++) {
      assertEquals(GuessLimit.Verdict.WRONG, limit.judge("a", false));
    }
    assertEquals(GuessLimit.Verdict.TOO_MANY, limit.judge("a", true));
    assertEquals(GuessLimit.Verdict.RIGHT, limit.judge("b", true));
    clock.seconds = 1;
    assertEquals(GuessLimit.Verdict.WRONG, limit.judge("a", false));
    assertEquals(GuessLimit.Verdict.TOO_MANY, limit.judge("a", false));
    clock.seconds = 2;
    assertEquals(GuessLimit.Verdict.RIGHT, limit.judge("a", true));
  }

  @Test
  void session_expires() {
    FakeClock clock = new FakeClock();
    Sessions sessions = new Sessions(clock);
    Sessions.Token token = sessions.create("one", Gate.User.ANYBODY);
    assertTrue(sessions.user(token.text(), "one").isPresent());
    assertFalse(sessions.user(token.text(), "other").isPresent());
    clock.seconds = token.expires().getEpochSecond();
    assertFalse(sessions.user(token.text(), "one").isPresent());
  }

  @Test
  void json_writtenAndRead_isTheSame() {
    String text = "{\"a\":[1,true,null,\"x\\\"y\"],\"b\":{}}";
    Map<String, Object> read = Json.object(text.getBytes(StandardCharsets.UTF_8));
    assertEquals(text, Json.text(read));
  }

  @Test
  void metrics_labels_areEscaped() {
    assertEquals("{name=\"a\\\"b\\\\c\\n\"}", Metrics.labels("name", "a\"b\\c\n"));
  }
}
