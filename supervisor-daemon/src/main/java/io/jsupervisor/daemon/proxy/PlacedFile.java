package io.jsupervisor.daemon.proxy;

import io.jsupervisor.daemon.proxy.ProxyHost.Placed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** A file that is replaced as a whole, by rename in its own directory. */
final class PlacedFile {
  private PlacedFile() {}

  static Placed place(Path file, String text) throws IOException {
    try {
      // What the name points to is replaced, not the link: sites-enabled/ is full of them.
      Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      Optional<String> before = content(target);
      boolean same = before.isPresent() && before.get().equals(text);
      if (!same) {
        replace(target, text);
      }
      return new Placed(target.toString(), before, !same);
    } catch (IOException failure) {
      throw new IOException("cannot write " + file + ": " + reason(failure), failure);
    }
  }

  static void putBack(Placed placed) throws IOException {
    Path file = Path.of(placed.file());
    try {
      if (placed.before().isPresent()) {
        replace(file, placed.before().get());
      } else {
        Files.deleteIfExists(file);
      }
    } catch (IOException failure) {
      throw new IOException("cannot put the old " + file + " back: " + reason(failure), failure);
    }
  }

  /** ISO-8859-1 keeps every byte of a file that somebody else wrote. */
  private static Optional<String> content(Path file) throws IOException {
    return Files.exists(file)
        ? Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1))
        : Optional.empty();
  }

  /** The temporary name ends otherwise than {@code *.conf}, so no proxy includes it. */
  private static void replace(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling("." + file.getFileName() + ".jsupervisor-new");
    try {
      Files.deleteIfExists(fresh);
      try (FileChannel channel =
          FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        // Proxies change their user, and the daemon's umask may be narrow.
        Files.setPosixFilePermissions(
            fresh,
            Files.exists(file)
                ? Files.getPosixFilePermissions(file)
                : PosixFilePermissions.fromString("rw-r--r--"));
        channel.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
    try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent())) {
      directory.force(true);
    }
  }

  private static String reason(IOException failure) {
    return switch (failure) {
      case NoSuchFileException ignored -> "its directory does not exist";
      case AccessDeniedException ignored -> "permission denied";
      case FileSystemException known when known.getReason() != null -> known.getReason();
      default -> String.valueOf(failure.getMessage());
    };
  }
}
