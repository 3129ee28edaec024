package io.jsupervisor.daemon.main;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * What an I/O error says to a person: the JDK's messages leave out the reason for the common ones.
 */
final class ErrorText {
  private ErrorText() {}

  static String of(IOException e) {
    return switch (e) {
      case NoSuchFileException ignored -> "No such file or directory";
      case AccessDeniedException ignored -> "Permission denied";
      case FileSystemException f when f.getReason() != null -> f.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }
}
