package io.jsupervisor.daemon.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spec 5.3, step by step. */
final class RotatingLogTest {
  @TempDir Path dir;

  private RotatingLog open(long maxBytes, int backups) throws IOException {
    return RotatingLog.open(dir.resolve("F"), maxBytes, backups);
  }

  private static boolean append(RotatingLog log, String record) throws IOException {
    return log.append(ByteBuffer.wrap(record.getBytes(UTF_8)));
  }

  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (var all = Files.newDirectoryStream(dir)) {
      for (Path file : all) {
        files.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return files;
  }

  @Test
  void belowTheLimit_isNotRotated() throws IOException {
    try (RotatingLog log = open(10, 2)) {
      assertFalse(append(log, "123456789"));
    }
    assertEquals(Map.of("F", "123456789"), files());
  }

  @Test
  void recordReachesTheLimit_isRotatedRightAfterIt() throws IOException {
    try (RotatingLog log = open(10, 2)) {
      assertTrue(append(log, "1234567890"));
    }
    assertEquals(Map.of("F", "", "F.1", "1234567890"), files());
  }

  @Test
  void recordCrossesTheLimit_isNotSplit() throws IOException {
    try (RotatingLog log = open(10, 2)) {
      append(log, "12345");
      append(log, "678901234567890");
      append(log, "next");
    }
    assertEquals(Map.of("F", "next", "F.1", "12345678901234567890"), files());
  }

  @Test
  void moreRotationsThanBackups_theOldestGoes() throws IOException {
    try (RotatingLog log = open(1, 3)) {
      for (String record : "a b c d e".split(" ", -1)) {
        append(log, record);
      }
    }
    assertEquals(Map.of("F", "", "F.1", "e", "F.2", "d", "F.3", "c"), files());
  }

  @Test
  void oneBackup_keepsTheNewest() throws IOException {
    try (RotatingLog log = open(1, 1)) {
      append(log, "a");
      append(log, "b");
    }
    assertEquals(Map.of("F", "", "F.1", "b"), files());
  }

  @Test
  void noBackups_truncates() throws IOException {
    try (RotatingLog log = open(3, 0)) {
      assertTrue(append(log, "abc"));
      append(log, "d");
    }
    assertEquals(Map.of("F", "d"), files());
  }

  @Test
  void missingBackup_isIgnored() throws IOException {
    try (RotatingLog log = open(1, 3)) {
      append(log, "a");
      append(log, "b");
      Files.delete(dir.resolve("F.1"));
      append(log, "c");
    }
    assertEquals(Map.of("F", "", "F.1", "c", "F.3", "a"), filesAfterShift());
  }

  /** b was deleted as F.1; a moved from F.2 to F.3. */
  private Map<String, String> filesAfterShift() throws IOException {
    return files();
  }

  @Test
  void manyMayBeKept_thoseOfAnEarlierRunAreMovedOnToo_beyondGaps() throws IOException {
    Files.writeString(dir.resolve("F.5"), "old");
    try (RotatingLog log = open(1, 1000)) {
      append(log, "a");
      append(log, "b");
      Files.delete(dir.resolve("F.1"));
      append(log, "c");
    }
    assertEquals(Map.of("F", "", "F.1", "c", "F.3", "a", "F.8", "old"), files());
  }

  @Test
  void limitZero_neverRotates() throws IOException {
    try (RotatingLog log = open(0, 5)) {
      assertFalse(append(log, "x".repeat(100_000)));
    }
    assertEquals(1, files().size());
  }

  @Test
  void truncatedByOthers_goesOnAtTheStart() throws IOException {
    try (RotatingLog log = open(10, 1)) {
      append(log, "12345678");
      Files.writeString(dir.resolve("F"), "");
      assertFalse(append(log, "abc"));
    }
    assertEquals(Map.of("F", "abc"), files());
  }

  @Test
  void permissions_areKeptByTheNewFile() throws IOException {
    try (RotatingLog log =
        RotatingLog.open(dir.resolve("F"), 1, 1, PosixFilePermissions.fromString("rw-------"))) {
      append(log, "a");
    }
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("F"))));
  }

  @Test
  void rotationImpossible_recordIsKeptAndTheFileGrows() throws IOException {
    // Something in the way that no rename replaces.
    Files.createDirectories(dir.resolve("F.1").resolve("in the way"));
    try (RotatingLog log = open(5, 1)) {
      org.junit.jupiter.api.Assertions.assertThrows(
          RotatingLog.RotationException.class, () -> append(log, "12345"));
      assertFalse(append(log, "6789"));
    }
    assertEquals("123456789", Files.readString(dir.resolve("F")));
  }
}
