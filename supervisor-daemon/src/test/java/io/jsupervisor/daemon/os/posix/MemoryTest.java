package io.jsupervisor.daemon.os.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {
  private static final int BYTES = 1 << 20;

  @TempDir Path folder;

  @Test
  void pagesOfAReadOnlyFile_areDropped_andCanBeReadAgain() throws IOException {
    byte[] content = new byte[BYTES];
    Arrays.fill(content, (byte) 'x');
    Path file = Files.write(folder.resolve("classes.dropped"), content);
    Path other = Files.write(folder.resolve("other.kept"), content);
    try (FileChannel one = FileChannel.open(file);
        FileChannel two = FileChannel.open(other)) {
      MappedByteBuffer mapped = one.map(FileChannel.MapMode.READ_ONLY, 0, BYTES).load();
      MappedByteBuffer kept = two.map(FileChannel.MapMode.READ_ONLY, 0, BYTES).load();
      assertEquals(BYTES / 1024, residentKib(file));
      Memory.dropPages(".dropped");
      assertEquals(0, residentKib(file));
      assertEquals(BYTES / 1024, residentKib(other));
      for (int i = 0; i < BYTES; i++) {
        assertEquals('x', mapped.get(i));
      }
      assertTrue(residentKib(file) > 0);
      assertEquals('x', kept.get(0));
    }
  }

  @Test
  void resident_isAboutWhatTheKernelSaysInItsOtherFile() throws IOException {
    String status = Files.readString(Path.of("/proc/self/status"));
    String rss = status.substring(status.indexOf("VmRSS:") + 6);
    long kib = Long.parseLong(rss.substring(0, rss.indexOf("kB")).strip());
    assertEquals(kib / 1024.0, Memory.residentBytes() / 1024.0 / 1024, 64);
  }

  /** smaps in proc(5). */
  private static long residentKib(Path file) throws IOException {
    String smaps = Files.readString(Path.of("/proc/self/smaps"), StandardCharsets.ISO_8859_1);
    int mapping = smaps.indexOf(file.toString());
    String rss = smaps.substring(smaps.indexOf("Rss:", mapping) + 4);
    return Long.parseLong(rss.substring(0, rss.indexOf("kB")).strip());
  }
}
