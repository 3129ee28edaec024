package io.jsupervisor.daemon.config;

import io.jsupervisor.common.format.Names;
import io.jsupervisor.daemon.config.SupervisordSection.ChildrenOutput;
import io.jsupervisor.daemon.core.Account;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads {@code [supervisord]}, and lays the command line over it. */
final class SupervisordReader {
  private final SectionReader reader;
  private final Sources sources;
  private Optional<String> userOfFile = Optional.empty();

  SupervisordReader(SectionReader reader, Sources sources) {
    this.reader = reader;
    this.sources = sources;
  }

  /** What the file says; where it is silent or wrong, the default. */
  SupervisordSection read() {
    PosixPaths paths = sources.paths();
    int minfds = reader.value("minfds", 1024, Numbers::smallInteger);
    int minprocs = reader.value("minprocs", 200, Numbers::smallInteger);
    Optional<String> directory = reader.value("directory", paths::existingDirectory);
    // Looked up only at the end, but expanded here, as the classic tool does.
    userOfFile = reader.text("user");
    int umask = reader.value("umask", 022, Numbers::octal);
    String logfile = reader.value("logfile", "supervisord.log", paths::existingDirpath);
    long maxbytes = reader.value("logfile_maxbytes", 50L << 20, Numbers::byteSize);
    int backups = reader.value("logfile_backups", 10, Numbers::smallInteger);
    LogLevel loglevel = reader.value("loglevel", LogLevel.INFO, LogLevel::parse);
    String pidfile = reader.value("pidfile", "supervisord.pid", paths::existingDirpath);
    String identifier = reader.text("identifier").orElse("supervisor");
    boolean nodaemon = reader.value("nodaemon", false, Words::bool);
    boolean silent = reader.value("silent", false, Words::bool);
    String childlogdir =
        reader.value("childlogdir", temporaryDirectory(paths), paths::existingDirectory);
    boolean nocleanup = reader.value("nocleanup", false, Words::bool);
    boolean stripAnsi = reader.value("strip_ansi", false, Words::bool);
    ChildrenOutput childrenOutput =
        reader.value("children_output", ChildrenOutput.RAW, SupervisordReader::childrenOutput);
    boolean times = reader.value("children_output_times", false, Words::bool);
    return new SupervisordSection(
        logfile,
        maxbytes,
        backups,
        loglevel,
        pidfile,
        umask,
        nodaemon,
        silent,
        minfds,
        minprocs,
        nocleanup,
        childlogdir,
        reader.text("state_dir").orElseGet(this::stateDirectory),
        Optional.empty(),
        directory,
        stripAnsi,
        childrenOutput,
        times,
        environment(),
        identifier);
  }

  private static ChildrenOutput childrenOutput(String text) throws BadValueException {
    return switch (text) {
      case "raw" -> ChildrenOutput.RAW;
      case "prefix" -> ChildrenOutput.PREFIX;
      case "json" -> ChildrenOutput.JSON;
      default ->
          throw new BadValueException(
              '"' + text + "\" is not one of raw, prefix, json",
              Words.didYouMean(text, Set.of("raw", "prefix", "json")).orElse(""));
    };
  }

  /** Expanded once, and with more names than the other options have. */
  private Map<String, String> environment() {
    Names names = Names.of(Map.of("host_node_name", sources.hostname())).over(sources.hereNames());
    SectionReader own = reader.with(names);
    return own.raw("environment")
        .flatMap(raw -> own.expand("environment", raw, "environment"))
        .flatMap(text -> own.parse("environment", text, Words::environment))
        .orElse(Map.of());
  }

  /** The section as it holds: options of the command line first, paths absolute, user known. */
  SupervisordSection effective(SupervisordSection file, DaemonOptions.Overrides line) {
    PosixPaths paths = sources.paths();
    String logfile = line.logfile().orElse(file.logfile());
    return new SupervisordSection(
        logfile.equals("syslog") ? logfile : paths.normalized(logfile),
        line.logfileMaxbytes().orElse(file.logfileMaxbytes()),
        line.logfileBackups().orElse(file.logfileBackups()),
        line.loglevel().orElse(file.loglevel()),
        paths.normalized(line.pidfile().orElse(file.pidfile())),
        line.umask().orElse(file.umask()),
        line.nodaemon() || file.nodaemon(),
        line.silent() || file.silent(),
        line.minfds().orElse(file.minfds()),
        line.minprocs().orElse(file.minprocs()),
        line.nocleanup() || file.nocleanup(),
        line.childlogdir().orElse(file.childlogdir()),
        paths.normalized(file.stateDir()),
        user(line.user()),
        line.directory().or(file::directory),
        line.stripAnsi() || file.stripAnsi(),
        file.childrenOutput(),
        file.childrenOutputTimes(),
        file.environment(),
        line.identifier().orElse(file.identifier()));
  }

  private Optional<Account> user(Optional<String> ofCommandLine) {
    return ofCommandLine
        .or(() -> userOfFile)
        .flatMap(text -> reader.parse("user", text, sources.accountTypes()::user));
  }

  /** Where the system keeps such things: for root, else as the XDG base directories have it. */
  private String stateDirectory() {
    PosixPaths paths = sources.paths();
    if (sources.accounts().currentUid() == 0) {
      return "/var/lib/jsupervisor";
    }
    return Optional.ofNullable(paths.environment().get("XDG_STATE_HOME"))
            .filter(home -> home.startsWith("/"))
            .orElse("~/.local/state")
        + "/jsupervisor";
  }

  private static String temporaryDirectory(PosixPaths paths) {
    Function<String, Optional<String>> variable =
        name -> Optional.ofNullable(paths.environment().get(name)).filter(paths::isDirectory);
    return List.of("TMPDIR", "TEMP", "TMP").stream()
        .map(variable)
        .flatMap(Optional::stream)
        .findFirst()
        .map(paths::absolute)
        .orElse("/tmp");
  }
}
