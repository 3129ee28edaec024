package io.jsupervisor.daemon.config;

import io.jsupervisor.common.format.PythonText;
import io.jsupervisor.common.options.Getopt;
import io.jsupervisor.common.options.Getopt.Option;
import io.jsupervisor.common.options.OptionException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The command line of {@code jsupervisord}.
 *
 * @param task what to do
 * @param file from {@code -c}; empty means: search
 * @param json print {@code --check} as JSON
 * @param words what follows {@code --import} (files) or {@code --export} (a form)
 */
public record DaemonOptions(
    Task task, Optional<String> file, boolean json, List<String> words, Overrides overrides) {
  public DaemonOptions {
    words = List.copyOf(words);
  }

  /** What the daemon was asked to do. */
  public enum Task {
    RUN,
    CHECK,
    HELP,
    VERSION,
    ECHO_CONFIG,
    IMPORT,
    EXPORT
  }

  /**
   * What wins over {@code [supervisord]}. A flag only turns on, never off.
   *
   * @param strict unknown options are errors
   */
  public record Overrides(
      Optional<String> logfile,
      OptionalLong logfileMaxbytes,
      OptionalInt logfileBackups,
      Optional<LogLevel> loglevel,
      Optional<String> pidfile,
      OptionalInt umask,
      boolean nodaemon,
      boolean silent,
      OptionalInt minfds,
      OptionalInt minprocs,
      boolean nocleanup,
      Optional<String> childlogdir,
      Optional<String> user,
      Optional<String> directory,
      boolean stripAnsi,
      Optional<String> identifier,
      boolean strict) {
    /** Nothing on the command line. */
    public static final Overrides NONE =
        new Overrides(
            Optional.empty(),
            OptionalLong.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            false,
            false,
            OptionalInt.empty(),
            OptionalInt.empty(),
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            false);
  }

  private static final List<Option> KNOWN =
      List.of(
          Option.flag('h', "help"),
          Option.flag('?', ""),
          Option.valued('c', "configuration"),
          Option.flag('v', "version"),
          Option.flag('n', "nodaemon"),
          Option.valued('u', "user"),
          Option.valued('m', "umask"),
          Option.valued('d', "directory"),
          Option.valued('l', "logfile"),
          Option.valued('y', "logfile_maxbytes"),
          Option.valued('z', "logfile_backups"),
          Option.valued('e', "loglevel"),
          Option.valued('j', "pidfile"),
          Option.valued('i', "identifier"),
          Option.valued('q', "childlogdir"),
          Option.valued('a', "minfds"),
          Option.valued("minprocs"),
          Option.flag('k', "nocleanup"),
          Option.flag('t', "strip_ansi"),
          Option.valued("profile_options"),
          Option.flag('s', "silent"),
          Option.extension("check"),
          Option.extension("json"),
          Option.extension("strict"),
          Option.extension("echo-config"),
          Option.extension("import"),
          Option.extension("export"));

  /**
   * Reads the command line.
   *
   * @throws UsageException with the classic text: print {@code Error: } before it, exit 2
   */
  public static DaemonOptions parse(List<String> arguments, Surroundings surroundings)
      throws UsageException {
    Getopt.Parsed parsed = split(arguments);
    Set<String> flags =
        parsed.options().stream()
            .map(given -> given.option().word())
            .collect(Collectors.toCollection(HashSet::new));
    boolean takesWords = flags.contains("import") || flags.contains("export");
    if (!parsed.positionals().isEmpty() && !takesWords) {
      String shown =
          parsed.positionals().stream()
              .map(PythonText::repr)
              .collect(Collectors.joining(", ", "[", "]"));
      throw new UsageException("positional arguments are not supported: " + shown);
    }
    var values = new Values(surroundings);
    for (Getopt.Given given : parsed.options()) {
      switch (given.option().word()) {
        // Answered at once: what stands after them is not even checked.
        case "help", "" -> {
          return asking(Task.HELP);
        }
        case "version" -> {
          return asking(Task.VERSION);
        }
        default -> values.take(given);
      }
    }
    if (flags.contains("json") && !flags.contains("check")) {
      throw new UsageException("option --json goes with --check");
    }
    if (flags.contains("import") && parsed.positionals().isEmpty()) {
      throw new UsageException("option --import needs files: units, Upstart jobs or Procfiles");
    }
    if (flags.contains("export") && !parsed.positionals().equals(List.of("systemd"))) {
      throw new UsageException("option --export is written --export systemd");
    }
    return new DaemonOptions(
        task(flags),
        values.text("configuration"),
        flags.contains("json"),
        parsed.positionals(),
        values.overrides());
  }

  private static Getopt.Parsed split(List<String> arguments) throws UsageException {
    try {
      return new Getopt(KNOWN).parse(arguments);
    } catch (OptionException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private static DaemonOptions asking(Task task) {
    return new DaemonOptions(task, Optional.empty(), false, List.of(), Overrides.NONE);
  }

  private static Task task(Set<String> flags) {
    return flags.contains("echo-config")
        ? Task.ECHO_CONFIG
        : flags.contains("import")
            ? Task.IMPORT
            : flags.contains("export")
                ? Task.EXPORT
                : flags.contains("check") ? Task.CHECK : Task.RUN;
  }

  /** Values by the long name of their option, checked. */
  private static final class Values {
    private final Map<String, Object> found = new HashMap<>();
    private final PosixPaths paths;

    private Values(Surroundings surroundings) {
      this.paths =
          new PosixPaths(
              surroundings.workingDirectory().toString(),
              surroundings.environment(),
              surroundings.accounts());
    }

    private void take(Getopt.Given given) throws UsageException {
      String word = given.option().word();
      Object value;
      try {
        value = checked(word, given.value());
      } catch (BadValueException bad) {
        throw new UsageException(
            "invalid value for %s %s: %s"
                .formatted(given.shown(), PythonText.repr(given.value()), bad.getMessage()));
      }
      boolean again = found.put(word, value) != null;
      if (again && given.option().classic()) {
        throw new UsageException("conflicting command line option '" + given.shown() + "'");
      }
    }

    private Object checked(String word, String text) throws BadValueException {
      return switch (word) {
        case "umask" -> Numbers.octal(text);
        case "directory", "childlogdir" -> paths.existingDirectory(text);
        case "logfile", "pidfile" -> paths.existingDirpath(text);
        case "logfile_maxbytes" -> Numbers.byteSize(text);
        case "logfile_backups", "minfds", "minprocs" -> Numbers.smallInteger(text);
        case "loglevel" -> LogLevel.parse(text);
        default -> text;
      };
    }

    private Optional<String> text(String word) {
      return Optional.ofNullable((String) found.get(word));
    }

    private OptionalInt number(String word) {
      return found.get(word) instanceof Integer n ? OptionalInt.of(n) : OptionalInt.empty();
    }

    private Overrides overrides() {
      return new Overrides(
          text("logfile"),
          found.get("logfile_maxbytes") instanceof Long n
              ? OptionalLong.of(n)
              : OptionalLong.empty(),
          number("logfile_backups"),
          Optional.ofNullable((LogLevel) found.get("loglevel")),
          text("pidfile"),
          number("umask"),
          found.containsKey("nodaemon"),
          found.containsKey("silent"),
          number("minfds"),
          number("minprocs"),
          found.containsKey("nocleanup"),
          text("childlogdir"),
          text("user"),
          text("directory"),
          found.containsKey("strip_ansi"),
          text("identifier"),
          found.containsKey("strict"));
    }
  }

  /**
   * Where a configuration is looked for without {@code -c}, in order.
   *
   * @param program as the daemon was called (argv[0])
   */
  public static List<String> searchPaths(String program) {
    String parent = PosixPaths.dirname(PosixPaths.dirname(program));
    return List.of(
        PosixPaths.join(parent, "etc/supervisord.conf"),
        PosixPaths.join(parent, "supervisord.conf"),
        "supervisord.conf",
        "etc/supervisord.conf",
        "/etc/jsupervisor/jsupervisord.conf",
        "/etc/supervisord.conf",
        "/etc/supervisor/supervisord.conf");
  }

  /**
   * The file to read: that of {@code -c}, else the first of the search paths that exists.
   *
   * @throws UsageException when there is none
   */
  public String configFile(String program, Surroundings surroundings) throws UsageException {
    if (file.isPresent()) {
      return file.get();
    }
    List<String> paths = searchPaths(program);
    return paths.stream()
        .filter(path -> surroundings.workingDirectory().resolve(path).toFile().exists())
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "No config file found at default paths (%s); use the -c option to specify a config file at a different path"
                        .formatted(String.join(", ", paths))));
  }
}
