package io.jsupervisor.daemon.api;

import io.jsupervisor.daemon.api.ServerSettings.Address;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * The file of a unix server: bound under a name of our own and linked to its place, so that two
 * daemons never share it and a client never meets a socket with the wrong mode (spec 7.1).
 */
final class UnixSocketFile {
  /** sun_path of unix(7) has 108 bytes, the last a zero. */
  private static final int LONGEST_PATH = 107;

  private static final int ATTEMPTS = 5;
  private static final long ANSWER_MILLIS = 2_000;
  private static final int BACKLOG = 1024;

  private final Path path;
  private final Object fileKey;
  private final ServerSocketChannel channel;

  private UnixSocketFile(Path path, Object fileKey, ServerSocketChannel channel) {
    this.path = path;
    this.fileKey = fileKey;
    this.channel = channel;
  }

  ServerSocketChannel channel() {
    return channel;
  }

  /** Opens the socket of a section; tells {@code stderr} when it removes a dead one. */
  static UnixSocketFile open(
      ServerSettings settings, Address.Unix where, long pid, PrintStream stderr)
      throws ServerOpenException {
    Path path = where.path();
    Path own = Path.of(path + "." + pid);
    int length = own.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST_PATH) {
      throw new ServerOpenException(
          "Cannot open an HTTP server: [%s] file: the path %s is too long: with its temporary suffix it has %d bytes, and a unix socket takes %d; use a shorter path"
              .formatted(settings.sectionName(), path, length, LONGEST_PATH));
    }
    ServerSocketChannel channel = null;
    try {
      Files.deleteIfExists(own);
      channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      channel.bind(UnixDomainSocketAddress.of(own), BACKLOG);
      Files.setAttribute(own, "unix:mode", where.chmod());
      link(own, path, stderr);
      UnixSocketFile file = new UnixSocketFile(path, keyOf(path).orElse(null), channel);
      file.chown(where, settings.sectionName());
      return file;
    } catch (IOException | ServerOpenException failure) {
      BindFault.close(channel);
      throw failure instanceof ServerOpenException known
          ? known
          : BindFault.of(settings, (IOException) failure);
    } finally {
      try {
        Files.deleteIfExists(own);
      } catch (IOException stays) {
        stderr.println("cannot remove " + own + ": " + stays.getMessage());
      }
    }
  }

  private static void link(Path own, Path path, PrintStream stderr)
      throws IOException, ServerOpenException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        Files.createLink(path, own);
        return;
      } catch (FileAlreadyExistsException taken) {
        removeIfStale(path, stderr);
      }
    }
    throw new ServerOpenException(ServerOpenException.IN_USE);
  }

  private static void removeIfStale(Path path, PrintStream stderr)
      throws IOException, ServerOpenException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!attributes.isOther()) {
        throw new ServerOpenException(
            "Cannot open an HTTP server: "
                + path
                + " exists and is not a socket; remove it or choose another file");
      }
    } catch (NoSuchFileException gone) {
      return;
    }
    if (answers(path)) {
      throw new ServerOpenException(ServerOpenException.IN_USE);
    }
    stderr.println("Unlinking stale socket " + path);
    Files.deleteIfExists(path);
  }

  /** Whether a program serves the socket: it accepts and says something, or keeps the line open. */
  private static boolean answers(Path path) {
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path));
        Selector selector = Selector.open()) {
      probe.write(ByteBuffer.wrap("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
      probe.configureBlocking(false);
      probe.register(selector, SelectionKey.OP_READ);
      // A program that accepts and is silent for so long is hung, not dead: leave its socket alone.
      return selector.select(ANSWER_MILLIS) == 0 || probe.read(ByteBuffer.allocate(1)) > 0;
    } catch (IOException refused) {
      return false;
    }
  }

  private void chown(Address.Unix where, String section) throws ServerOpenException {
    try {
      if (where.uid().isPresent()) {
        Files.setAttribute(path, "unix:uid", where.uid().getAsInt(), LinkOption.NOFOLLOW_LINKS);
      }
      if (where.gid().isPresent()) {
        Files.setAttribute(path, "unix:gid", where.gid().getAsInt(), LinkOption.NOFOLLOW_LINKS);
      }
    } catch (IOException refused) {
      close();
      throw new ServerOpenException(
          "Not permitted to chown %s to uid %s, gid %s: %s; change chown in [%s] or start as a user who may"
              .formatted(
                  path, number(where.uid()), number(where.gid()), refused.getMessage(), section),
          refused);
    }
  }

  private static String number(java.util.OptionalInt id) {
    return id.isPresent() ? Integer.toString(id.getAsInt()) : "unchanged";
  }

  /** Stops listening and removes the file, if it is still the one we made. */
  void close() {
    BindFault.close(channel);
    try {
      if (fileKey != null && keyOf(path).filter(fileKey::equals).isPresent()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException leftBehind) {
      // The next start finds it dead and removes it.
    }
  }

  private static Optional<Object> keyOf(Path path) throws IOException {
    try {
      return Optional.ofNullable(
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
              .fileKey());
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    }
  }
}
