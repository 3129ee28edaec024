package io.jsupervisor.daemon.os;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Questions to the file system about a command, asked from the daemon's directory. */
final class CommandFile {
  private static final int ANY_EXECUTE = 0111;

  private final DaemonFacts facts;

  CommandFile(DaemonFacts facts) {
    this.facts = facts;
  }

  /**
   * Whether stat(2) finds it; what cannot even be looked at does not exist. Asked of each folder in
   * PATH at each start: by java.io, which answers without an exception, and with one call.
   */
  boolean exists(String file) {
    return file(file).exists();
  }

  boolean isDirectory(String file) {
    return file(file).isDirectory();
  }

  private File file(String file) {
    return file.startsWith("/") ? new File(file) : new File(facts.directory().toFile(), file);
  }

  /** Any x bit: the classic tool asks for no more, and leaves the rest to access(2). */
  boolean hasExecuteBit(String file) {
    return mode(file).map(mode -> (mode & ANY_EXECUTE) != 0).orElse(false);
  }

  /** access(2) with X_OK: what the daemon itself may. */
  boolean accessible(String file) {
    return Files.isExecutable(path(file));
  }

  private Optional<Integer> mode(String file) {
    try {
      return Optional.of((Integer) Files.getAttribute(path(file), "unix:mode"));
    } catch (IOException | InvalidPathException absent) {
      return Optional.empty();
    }
  }

  private Path path(String file) {
    return facts.directory().resolve(file);
  }

  /** The interpreter named after {@code #!}; empty for a file of another kind. */
  Optional<String> interpreter(String file) {
    String head = new String(head(file), StandardCharsets.ISO_8859_1);
    if (!head.startsWith("#!")) {
      return Optional.empty();
    }
    String line = head.substring(2).lines().findFirst().orElse("").strip();
    return Optional.of(line.split("[ \t]", 2)[0]);
  }

  /**
   * Whether execve(2) would answer ENOEXEC: neither ELF nor {@code #!}, and no other format is
   * registered with the kernel. Asked because env and setpriv would run such a file with sh.
   */
  boolean isNoProgram(String file) {
    byte[] head = head(file);
    boolean elf = head.length >= 4 && head[0] == 0x7f && head[1] == 'E';
    boolean script = head.length >= 2 && head[0] == '#' && head[1] == '!';
    return Files.isReadable(path(file)) && !elf && !script && !otherFormats();
  }

  private static boolean otherFormats() {
    try (DirectoryStream<Path> formats =
        Files.newDirectoryStream(Path.of("/proc/sys/fs/binfmt_misc"), "[!rs]*")) {
      return formats.iterator().hasNext();
    } catch (IOException notMounted) {
      return false;
    }
  }

  private byte[] head(String file) {
    Path path = path(file);
    if (!Files.isRegularFile(path, new LinkOption[0])) {
      return new byte[0];
    }
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(256);
    } catch (IOException unreadable) {
      return new byte[0];
    }
  }
}
