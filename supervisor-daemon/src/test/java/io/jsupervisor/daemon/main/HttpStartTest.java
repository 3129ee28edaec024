package io.jsupervisor.daemon.main;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.log.DaemonLog;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A daemon without answers does not stay up. */
class HttpStartTest {
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final CompletableFuture<String> end = new CompletableFuture<>();
  private final HttpStart http =
      new HttpStart(
          new DaemonLog() {
            @Override
            public void log(Level level, String message) {
              log.add(level.code() + " " + message);
            }

            @Override
            public boolean isEnabled(Level level) {
              return true;
            }
          });

  private String begin(HttpStart.Opening opening) throws Exception {
    http.begin(opening, () -> end.complete("ready"), () -> end.complete("gave up"));
    return end.get(30, TimeUnit.SECONDS);
  }

  @Test
  void routesCannotBeBuilt_daemonGivesUp_andTheStartEndsWithTheReason() throws Exception {
    assertEquals(
        "gave up",
        begin(
            () -> {
              throw new NoClassDefFoundError("io/javalin/Javalin");
            }));
    StartException failure = assertThrows(StartException.class, http::check);
    assertTrue(failure.getMessage().contains("io/javalin/Javalin"), failure.getMessage());
    assertTrue(log.getFirst().startsWith("CRIT the HTTP servers cannot answer"), log::toString);
  }

  @Test
  void routesAreBuilt_daemonIsReady() throws Exception {
    assertEquals("ready", begin(() -> {}));
    assertDoesNotThrow(http::check);
  }
}
