package io.jsupervisor.ctl.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The classic history file: a line for each command, oldest first, for its owner only. */
final class HistoryFile {
  private HistoryFile() {}

  /** The commands; none when the file is missing or unreadable, as with the classic tool. */
  static List<String> read(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException _) {
      return List.of();
    }
  }

  static void write(Path file, List<String> commands) throws IOException {
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.write(file, commands, StandardOpenOption.TRUNCATE_EXISTING);
  }
}
