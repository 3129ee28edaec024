package io.jsupervisor.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Where things are: the checkout, the assembled tree, and the two programs that a story runs. */
final class Tree {
  static final Path ROOT = Path.of(System.getProperty("jsupervisor.root"));
  static final Path HOME = ROOT.resolve("target/jsupervisor");

  /** Whether the stories run against Debian's supervisord instead. */
  static final boolean CLASSIC = "classic".equals(System.getProperty("jsupervisor.it.programs"));

  static final String DAEMON =
      CLASSIC ? "/usr/bin/supervisord" : HOME.resolve("bin/jsupervisord").toString();
  static final String CTL =
      CLASSIC ? "/usr/bin/supervisorctl" : HOME.resolve("bin/jsupervisorctl").toString();

  /** Debian's programs and python come first: the stories must not depend on what a user has. */
  static final Map<String, String> ENVIRONMENT =
      Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "LANG", "C.UTF-8", "HOME", "/nonexistent");

  private Tree() {}

  /** Copies a directory with all it holds. */
  static void copy(Path from, Path to) {
    try (var walk = Files.walk(from)) {
      for (Path source : (Iterable<Path>) walk::iterator) {
        Path target = to.resolve(from.relativize(source));
        if (Files.isDirectory(source)) {
          Files.createDirectories(target);
        } else {
          Files.copy(source, target, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a program with the stories' environment. */
  static Output run(Path directory, String... command) {
    return Output.of(ENVIRONMENT, directory, List.of(command));
  }
}
