package io.jsupervisor.ctl.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jsupervisor.ctl.client.Fields;
import io.jsupervisor.ctl.client.ProcessInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletionTest {
  private static final List<ProcessInfo> PROCESSES =
      List.of(process("cat", "cat"), process("web", "web_00"), process("web", "web_01"));

  private static ProcessInfo process(String group, String name) {
    return new ProcessInfo(new Fields(Map.of("group", group, "name", name)));
  }

  private static String complete(String before, String word) {
    List<String> words = before.isEmpty() ? List.of() : Arrays.asList(before.split(" "));
    return String.join(" ", Completion.candidates(words, word, () -> PROCESSES));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "'', sta, start status",
        "'', h, help",
        "'', up, update upstream",
        "upstream app --proxy, h, haproxy",
        "'', x, ''",
        "help, ta, tail",
        "add, '', cat web",
        "update, w, web",
        "start, '', cat web:* web:web_00 web:web_01",
        "start cat, web:web_0, web:web_00 web:web_01",
        "signal HUP, c, cat",
        "tail -f, c, cat",
        "stop, cat:, cat:* cat:cat",
        "'', sc, scale",
        "restart, --r, --rolling",
        "scale, '', ''",
        "version, '', ''",
        "nonsense, '', ''",
      })
  void wordAtTheCursor_completed_hasTheClassicCandidates(
      String before, String word, String candidates) {
    assertEquals(candidates, complete(before, word));
  }

  @Test
  void commandWord_completed_asksNoServer() {
    List<String> found =
        Completion.candidates(
            List.of(),
            "sto",
            () -> {
              throw new AssertionError("asked for processes");
            });

    assertEquals(List.of("stop"), found);
  }
}
