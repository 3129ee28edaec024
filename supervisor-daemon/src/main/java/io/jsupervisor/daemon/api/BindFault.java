package io.jsupervisor.daemon.api;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** Why a socket could not be opened, in the reference's words where it has some. */
final class BindFault {
  private BindFault() {}

  static ServerOpenException of(ServerSettings settings, IOException failure) {
    // The JDK hands on strerror(3)'s text only, so the number is found by it.
    String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    if (text.contains("in use")) {
      return new ServerOpenException(ServerOpenException.IN_USE, failure);
    }
    String errno =
        switch (failure) {
          case AccessDeniedException ignored -> "EACCES (13)";
          case NoSuchFileException ignored -> "ENOENT (2)";
          case Exception ignored when text.contains("permission denied") -> "EACCES (13)";
          case Exception ignored when text.contains("no such file") -> "ENOENT (2)";
          case Exception ignored when text.contains("cannot assign") -> "EADDRNOTAVAIL (99)";
          default -> "";
        };
    String what =
        errno.isEmpty()
            ? "Cannot open an HTTP server: " + failure.getMessage()
            : "Cannot open an HTTP server: socket.error reported errno." + errno;
    return new ServerOpenException(what + " for " + settings, failure);
  }

  static void close(Channel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException alreadyUseless) {
        // Nothing is lost: we were leaving it anyway.
      }
    }
  }
}
