package io.jsupervisor.daemon.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code --import}: what others start programs by, as {@code [program:x]} sections. What a file is,
 * its text tells more surely than its name.
 */
public final class Importer {
  private Importer() {}

  /**
   * One file.
   *
   * @param path absolute
   */
  public record Source(String path, String text) {
    private String name() {
      return path.substring(path.lastIndexOf('/') + 1);
    }

    private String directory() {
      return path.substring(0, Math.max(1, path.lastIndexOf('/')));
    }

    private boolean isUnit() {
      return text.lines().anyMatch(line -> line.strip().equals("[Service]"));
    }

    private boolean isProcfile() {
      List<String> lines =
          text.lines()
              .map(String::strip)
              .filter(line -> !line.isEmpty() && !line.startsWith("#"))
              .toList();
      return !lines.isEmpty() && lines.stream().allMatch(l -> Procfile.LINE.matcher(l).matches());
    }

    private boolean isJob() {
      return text.lines()
          .map(String::strip)
          .anyMatch(line -> line.startsWith("exec ") || line.equals("script"));
    }
  }

  /** A file is none of the three. */
  public static final class UnknownFormException extends Exception {
    private static final long serialVersionUID = 1L;

    UnknownFormException(String path) {
      super(
          path
              + " is neither a systemd unit with [Service], nor an Upstart job with exec or script,"
              + " nor a Procfile");
    }
  }

  /**
   * The sections, a blank line between.
   *
   * @throws UnknownFormException for the first file that is none of the three
   */
  public static String sections(List<Source> files) throws UnknownFormException {
    Set<String> units =
        files.stream().filter(Source::isUnit).map(Source::name).collect(Collectors.toSet());
    List<String> sections = new ArrayList<>();
    for (Source file : files) {
      if (file.isUnit()) {
        sections.add(SystemdUnit.convert(file.name(), file.text(), units));
      } else if (file.isProcfile()) {
        sections.add(Procfile.convert(file.path(), file.text(), file.directory()));
      } else if (file.isJob()) {
        sections.add(UpstartJob.convert(file.name(), file.text()));
      } else {
        throw new UnknownFormException(file.path());
      }
    }
    return String.join("\n", sections);
  }

  /** For tests. */
  static String sections(Map<String, String> files) throws UnknownFormException {
    return sections(
        files.entrySet().stream().map(e -> new Source(e.getKey(), e.getValue())).toList());
  }
}
