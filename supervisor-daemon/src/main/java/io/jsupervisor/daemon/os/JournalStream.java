package io.jsupervisor.daemon.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Whether what we write goes to systemd's journal ({@code $JOURNAL_STREAM}, systemd.exec(5)). */
public final class JournalStream {
  private JournalStream() {}

  /** Whether a descriptor of ours is the stream that the environment tells of. */
  public static boolean is(int descriptor, Map<String, String> environment) {
    String stream = environment.get("JOURNAL_STREAM");
    if (stream == null) {
      return false;
    }
    try {
      Map<String, Object> file =
          Files.readAttributes(Path.of("/proc/self/fd/" + descriptor), "unix:dev,ino");
      return stream.equals(file.get("dev") + ":" + file.get("ino"));
    } catch (IOException closed) {
      return false;
    }
  }
}
