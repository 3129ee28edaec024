package io.jsupervisor.daemon.os.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MemoryTest {
  @Test
  void resident_isAboutWhatTheKernelSaysInItsOtherFile() throws IOException {
    String status = Files.readString(Path.of("/proc/self/status"));
    String rss = status.substring(status.indexOf("VmRSS:") + 6);
    long kib = Long.parseLong(rss.substring(0, rss.indexOf("kB")).strip());
    assertEquals(kib / 1024.0, Memory.residentBytes() / 1024.0 / 1024, 64);
  }
}
