package io.jsupervisor.daemon.streams;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceLogTest {
  @TempDir Path directory;

  @Test
  void devStdout_whateverItIsAtPresent_isADevice() {
    // Rotating it, where it is a file just now, would rename the link in /dev.
    assertTrue(DeviceLog.isFor(Path.of("/dev/stdout")));
    assertTrue(DeviceLog.isFor(Path.of("/dev/null")));
  }

  @Test
  void filesAndWhatCouldBecomeOne_areNoDevices() throws IOException {
    assertFalse(DeviceLog.isFor(Files.createFile(directory.resolve("log"))));
    assertFalse(DeviceLog.isFor(directory.resolve("new")));
    assertFalse(DeviceLog.isFor(directory));
  }
}
