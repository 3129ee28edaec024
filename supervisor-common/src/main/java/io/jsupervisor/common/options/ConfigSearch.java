package io.jsupervisor.common.options;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where both programs look for their configuration when {@code -c} is not given. */
public final class ConfigSearch {
  private ConfigSearch() {}

  /**
   * The places in the order tried: the classic ones (supervisord(1)), with our own before {@code
   * /etc/supervisord.conf}. Texts, not paths, because error messages quote them.
   *
   * @param argv0 the program as the user typed it; the first two places are relative to the
   *     directory above the one it lies in
   */
  public static List<String> places(String argv0) {
    String base = directoryOf(directoryOf(argv0));
    String prefix = base.isEmpty() || base.endsWith("/") ? base : base + "/";
    return List.of(
        prefix + "etc/supervisord.conf",
        prefix + "supervisord.conf",
        "supervisord.conf",
        "etc/supervisord.conf",
        "/etc/jsupervisor/jsupervisord.conf",
        "/etc/supervisord.conf",
        "/etc/supervisor/supervisord.conf");
  }

  /** The first place that exists. */
  public static Optional<String> find(String argv0) {
    for (String place : places(argv0)) {
      if (Files.exists(Path.of(place))) {
        return Optional.of(place);
      }
    }
    return Optional.empty();
  }

  /** As {@code dirname}, but empty for a bare name. */
  private static String directoryOf(String path) {
    int slash = path.lastIndexOf('/');
    if (slash < 0) {
      return "";
    }
    int end = slash;
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return end == 0 ? "/" : path.substring(0, end);
  }
}
