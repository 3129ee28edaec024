package io.jsupervisor.daemon.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.proxy.ProxyHost.Placed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacedFileTest {
  @TempDir Path folder;

  private List<Path> files() throws IOException {
    try (var list = Files.list(folder)) {
      return list.toList();
    }
  }

  @Test
  void newFile_isReadableByTheProxyAndAlone() throws IOException {
    Path file = folder.resolve("app.conf");
    Placed placed = PlacedFile.place(file, "one\n");
    assertTrue(placed.changed());
    assertEquals("one\n", Files.readString(file));
    assertEquals(List.of(file), files());
    assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));

    PlacedFile.putBack(placed);
    assertEquals(List.of(), files());
  }

  @Test
  void otherContent_canBePutBack() throws IOException {
    Path file = folder.resolve("app.conf");
    Files.writeString(file, "by hand\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
    Placed placed = PlacedFile.place(file, "ours\n");
    PlacedFile.putBack(placed);
    assertEquals("by hand\n", Files.readString(file));
    assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  @Test
  void sameContent_isNotTouched() throws IOException {
    Path file = folder.resolve("app.conf");
    Files.writeString(file, "same\n");
    var inode = Files.getAttribute(file, "unix:ino");
    assertFalse(PlacedFile.place(file, "same\n").changed());
    assertEquals(inode, Files.getAttribute(file, "unix:ino"));
  }

  @Test
  void link_isKeptAndItsTargetReplaced() throws IOException {
    Path target = folder.resolve("target.conf");
    Files.writeString(target, "old\n");
    Path link = Files.createSymbolicLink(folder.resolve("link.conf"), target);
    assertTrue(PlacedFile.place(link, "new\n").changed());
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("new\n", Files.readString(target));
  }

  @Test
  void noDirectory_saysSo() {
    Path file = folder.resolve("none/app.conf");
    var failure = assertThrows(IOException.class, () -> PlacedFile.place(file, "x"));
    assertEquals("cannot write " + file + ": its directory does not exist", failure.getMessage());
  }
}
