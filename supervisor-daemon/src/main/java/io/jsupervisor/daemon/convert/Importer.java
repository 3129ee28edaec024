package io.jsupervisor.daemon.convert;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * {@code --import}: what others start programs by, as {@code [program:x]} sections. What a file is,
 * its text tells more surely than its name.
 */
public final class Importer {
  private static final Pattern EXEC = Pattern.compile("exec\\s.*|script|(start|stop)\\s+on\\s.*");
  private static final Pattern NAME = Pattern.compile("(?m)^\\[program:(.*)]$");
  private static final String DROP_IN = ".service.d";

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

    /** The unit that a drop-in is for; its own name for any other file. */
    private String unit() {
      String folder = directory().substring(directory().lastIndexOf('/') + 1);
      return folder.endsWith(DROP_IN) ? folder.substring(0, folder.length() - 2) : name();
    }

    private boolean isDropIn() {
      return !unit().equals(name());
    }

    /** A drop-in of the template is one of each of its instances. */
    private boolean isDropInOf(Source other) {
      return isDropIn()
          && (unit().equals(other.unit())
              || unit().equals(other.unit().replaceFirst("@.*[.]", "@.")));
    }

    private boolean isUnit() {
      return isDropIn() || text.lines().anyMatch(line -> line.strip().equals("[Service]"));
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
      return text.lines().map(String::strip).anyMatch(line -> EXEC.matcher(line).matches());
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
        files.stream().filter(Source::isUnit).map(Source::unit).collect(Collectors.toSet());
    List<String> sections = new ArrayList<>();
    for (Source file : files) {
      if (file.isUnit()) {
        if (!file.isDropIn()
            || files.stream().noneMatch(o -> !o.isDropIn() && file.isDropInOf(o))) {
          sections.add(unit(file, files, units));
        }
      } else if (file.isProcfile()) {
        sections.add(Procfile.convert(file.path(), file.text(), file.directory()));
      } else if (file.isJob()) {
        sections.add(UpstartJob.convert(file.name(), file.text()));
      } else {
        throw new UnknownFormException(file.path());
      }
    }
    return doubles(String.join("\n", sections));
  }

  /** A unit with its drop-ins, or a drop-in that came alone. */
  private static String unit(Source unit, List<Source> files, Set<String> units) {
    List<String> texts = new ArrayList<>(List.of(unit.text()));
    files.stream()
        .filter(file -> !unit.isDropIn() && file.isDropInOf(unit))
        .sorted(Comparator.comparing(Source::name))
        .map(Source::text)
        .forEach(texts::add);
    return SystemdUnit.convert(unit.unit(), !unit.path().contains("/systemd/user/"), texts, units);
  }

  /** Of two sections of a name supervisord makes one. */
  private static String doubles(String sections) {
    Set<String> seen = new HashSet<>();
    return NAME.matcher(sections)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    seen.add(found.group(1))
                        ? found.group()
                        : "; another program has this name, too: write another one\n"
                            + found.group()));
  }

  /** For tests. */
  static String sections(Map<String, String> files) throws UnknownFormException {
    return sections(
        files.entrySet().stream().map(e -> new Source(e.getKey(), e.getValue())).toList());
  }
}
