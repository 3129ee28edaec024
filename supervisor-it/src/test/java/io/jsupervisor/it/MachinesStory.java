package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two daemons on one host stand for two machines, a third for the one before them. */
@Tag("slow")
class MachinesStory {
  private static final int PRIMARY = 8090;

  @TempDir Path root;
  private Examples examples;

  @Test
  void twoMachines_oneWithoutWorkersThenAway_theOtherAnswersEveryRequest() throws IOException {
    examples = Examples.of(root);
    try (DaemonUnderTest one = start("machine1");
        DaemonUnderTest primary = start("primary")) {
      try (DaemonUnderTest two = start("machine2")) {
        one.awaitRunning(4);
        two.awaitRunning(4);
        primary.awaitRunning(1);
        Set<String> seen = new HashSet<>();
        primary.await(
            "all six workers of both machines",
            () -> {
              examples
                  .page(PRIMARY, "/")
                  .ifPresent(page -> seen.add(page.replaceAll("(?s).*This is (\\S+),.*", "$1")));
              return seen.equals(Set.of("app10", "app11", "app12", "app20", "app21", "app22"));
            });

        Output stop = two.ctl("stop", "app:*");
        assertEquals(0, stop.code(), stop::toString);
        assertOnlyMachineOneAnswers();
      }
      assertOnlyMachineOneAnswers();
    }
  }

  private void assertOnlyMachineOneAnswers() {
    for (int i = 0; i < 50; i++) {
      String page = examples.page(PRIMARY, "/").orElse("nothing");
      assertEquals("app1", page.replaceAll("(?s).*This is (app.)\\d,.*", "$1"), page);
    }
  }

  private DaemonUnderTest start(String machine) throws IOException {
    Path run = Files.createDirectories(examples.file("run/" + machine));
    Files.writeString(examples.file("proxy/machines/user.conf"), rootUser());
    return DaemonUnderTest.start(examples.file("etc/machines/" + machine + ".conf"), run);
  }

  /** nginx started by root would give its workers to another account, which may not read here. */
  private static String rootUser() {
    return System.getProperty("user.name").equals("root") ? "user root;\n" : "";
  }
}
