package io.jsupervisor.daemon.streams;

import io.jsupervisor.daemon.core.Namespec;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The log files that the daemon names itself (spec 5.4): {@code
 * <process>-<stdout|stderr>---<identifier>-<8 random>.log} in {@code childlogdir}, mode 0600.
 */
public final class AutoLogs {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789_";

  private final Path directory;
  private final String identifier;
  private final RandomGenerator random;

  public AutoLogs(Path directory, String identifier) {
    this(directory, identifier, new SecureRandom());
  }

  AutoLogs(Path directory, String identifier, RandomGenerator random) {
    this.directory = directory;
    this.identifier = identifier;
    this.random = random;
  }

  /** Creates an empty log of a new name. May block on a disk. */
  public Path create(Namespec process, Channel channel) throws IOException {
    while (true) {
      Path path =
          directory.resolve(
              process.name()
                  + "-"
                  + channel.name().toLowerCase(Locale.ROOT)
                  + "---"
                  + identifier
                  + "-"
                  + randomPart()
                  + ".log");
      try {
        return Files.createFile(
            path,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      } catch (FileAlreadyExistsException _) {
        // One in 37^8: the next name is another.
      }
    }
  }

  private String randomPart() {
    StringBuilder part = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      part.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return part.toString();
  }

  /**
   * Deletes the logs of earlier runs with our identifier, backups too.
   *
   * @return what could not be deleted, for the classic {@code Failed to clean up '<path>'}
   * @throws IOException when the directory cannot be read ({@code Could not clear childlog dir})
   */
  public List<Path> clean() throws IOException {
    Pattern ours = pattern();
    List<Path> failed = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (ours.matcher(file.getFileName().toString()).lookingAt()) {
          try {
            Files.deleteIfExists(file);
          } catch (IOException kept) {
            failed.add(file);
          }
        }
      }
    }
    return failed;
  }

  /** The classic tool uses the identifier as a regular expression, matched from the start. */
  private Pattern pattern() {
    String format = ".+?---%s-\\S+\\.log\\.{0,1}\\d{0,4}";
    try {
      return Pattern.compile(String.format(format, identifier));
    } catch (PatternSyntaxException noExpression) {
      return Pattern.compile(String.format(format, Pattern.quote(identifier)));
    }
  }
}
