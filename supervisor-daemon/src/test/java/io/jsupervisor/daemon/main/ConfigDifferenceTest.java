package io.jsupervisor.daemon.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.jsupervisor.daemon.config.ConfigLoader;
import io.jsupervisor.daemon.config.DaemonOptions;
import io.jsupervisor.daemon.config.EtcAccounts;
import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.config.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people read before they apply a change. */
class ConfigDifferenceTest {
  @TempDir Path directory;

  private List<GroupSpec> groups(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("web.conf"), "[supervisord]\n" + text);
    Surroundings surroundings = new Surroundings(Map.of(), "node1", directory, EtcAccounts.read());
    return ConfigLoader.load(file.toString(), surroundings, DaemonOptions.Overrides.NONE)
        .configuration()
        .orElseThrow()
        .groups();
  }

  private List<Map<String, Object>> between(String running, String loaded) throws IOException {
    return ConfigDifference.between(groups(running), groups(loaded));
  }

  @Test
  void same_isNothing() throws Exception {
    String web = "[program:web]\ncommand=x\nprocess_name=%(process_num)d\nnumprocs=3\n";
    assertEquals(List.of(), between(web, web));
  }

  @Test
  void optionChanged_isToldOnceForAllProcesses() throws Exception {
    String web = "[program:web]\ncommand=x\nprocess_name=%(process_num)d\nnumprocs=3\n";
    Map<String, Object> change = between(web, web + "stopwaitsecs=3\n").getFirst();
    assertEquals("changed", change.get("change"));
    assertEquals(
        List.of(Map.of("option", "stopwaitsecs", "from", "10", "to", "3")), change.get("options"));
  }

  @Test
  void numprocsChanged_isTwoNumbers() throws Exception {
    String web = "[program:web]\ncommand=x\nprocess_name=%(process_num)d\nnumprocs=";
    Map<String, Object> change = between(web + "3\n", web + "5\n").getFirst();
    assertEquals(
        List.of(3, 5, List.of()),
        List.of(change.get("from"), change.get("to"), change.get("options")));
  }

  @Test
  void programsComeAndGo() throws Exception {
    String both = between("[program:a]\ncommand=x\n", "[program:b]\ncommand=x\n").toString();
    assertEquals(
        "[{program=a, group=a, change=removed, from=1, to=0, options=[]},"
            + " {program=b, group=b, change=added, from=0, to=1, options=[]}]",
        both);
  }

  @Test
  void secretChanged_isToldAndNotShown() throws Exception {
    String web = "[program:web]\ncommand=x\nenvironment=";
    String told = between(web + "KEY=old\n", web + "KEY=new,MORE=1\n").toString();
    assertFalse(told.contains("old") || told.contains("new"), told);
    assertEquals(2, told.split("environment ", -1).length - 1, told);
  }
}
