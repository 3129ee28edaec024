package io.jsupervisor.daemon.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.core.Namespec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spec 5.4. */
final class AutoLogsTest {
  @TempDir Path dir;

  @Test
  void row35_created_hasTheClassicNameAndMode() throws IOException {
    Path log = new AutoLogs(dir, "supervisor").create(new Namespec("g", "web_00"), Channel.STDERR);
    assertTrue(
        log.getFileName().toString().matches("web_00-stderr---supervisor-[a-z0-9_]{8}\\.log"),
        log.toString());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(log)));
  }

  @Test
  void nameTaken_anotherIsFound() throws IOException {
    AutoLogs same = new AutoLogs(dir, "id", new java.util.Random(1));
    AutoLogs again = new AutoLogs(dir, "id", new java.util.Random(1));
    Namespec process = new Namespec("a", "a");
    assertTrue(!same.create(process, Channel.STDOUT).equals(again.create(process, Channel.STDOUT)));
  }

  @Test
  void row35_cleaned_onlyOursGo() throws IOException {
    List<String> ours =
        List.of("a-stdout---me-12345678.log", "a-stdout---me-12345678.log.1", "x---me-y.log.1234");
    List<String> others =
        List.of(
            "a-stdout---other-12345678.log", "---me-1.log", "a---me-b c.log", "a-stdout-me.log");
    for (String name : ours) {
      Files.createFile(dir.resolve(name));
    }
    for (String name : others) {
      Files.createFile(dir.resolve(name));
    }
    assertEquals(List.of(), new AutoLogs(dir, "me").clean());
    List<String> left = new ArrayList<>();
    try (var files = Files.newDirectoryStream(dir)) {
      files.forEach(file -> left.add(file.getFileName().toString()));
    }
    assertEquals(others.stream().sorted().toList(), left.stream().sorted().toList());
  }

  @Test
  void identifierIsNoExpression_isTakenLiterally() throws IOException {
    Files.createFile(dir.resolve("a-stdout---we(ird-12345678.log"));
    assertEquals(List.of(), new AutoLogs(dir, "we(ird").clean());
    try (var files = Files.newDirectoryStream(dir)) {
      assertTrue(!files.iterator().hasNext());
    }
  }

  @Test
  void undeletable_isTold() throws IOException {
    Path kept = Files.createDirectories(dir.resolve("a---me-b.log"));
    Files.createFile(kept.resolve("inside"));
    assertEquals(List.of(kept), new AutoLogs(dir, "me").clean());
  }
}
