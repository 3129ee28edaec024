package io.jsupervisor.daemon.main;

import io.jsupervisor.common.Version;
import io.jsupervisor.daemon.config.Check;
import io.jsupervisor.daemon.config.ConfigLoader;
import io.jsupervisor.daemon.config.DaemonOptions;
import io.jsupervisor.daemon.config.Problem;
import io.jsupervisor.daemon.config.Surroundings;
import io.jsupervisor.daemon.config.UsageException;
import io.jsupervisor.daemon.convert.Importer;
import io.jsupervisor.daemon.convert.SystemdExport;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tasks of {@code jsupervisord} that run nothing: check, help, version, sample, conversions.
 */
public final class CheckMain {
  private CheckMain() {}

  /** Checks, and ends. */
  public static void main(String[] args) {
    System.exit(run(args, System.out, System.err));
  }

  /** Does the task, checking where the daemon would run; returns the exit code. */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    Surroundings surroundings = Surroundings.ofThisProcess(new MachineAccounts());
    try {
      DaemonOptions options = DaemonOptions.parse(List.of(args), surroundings);
      return run(options, surroundings, out, err);
    } catch (UsageException bad) {
      return usage(bad.getMessage(), err);
    }
  }

  /** Does the task of a command line that is read already; a RUN is checked only. */
  public static int run(
      DaemonOptions options, Surroundings surroundings, PrintStream out, PrintStream err)
      throws UsageException {
    switch (options.task()) {
      case HELP -> out.print(Usage.text(program()) + "\n");
      case VERSION -> out.print(Version.PRODUCT + "\n");
      case ECHO_CONFIG -> out.print(sample());
      case IMPORT -> out.print(imported(options.words(), surroundings));
      case EXPORT -> {
        return export(options, surroundings, out, err);
      }
      case CHECK, RUN -> {
        return check(options, surroundings, out, err);
      }
    }
    out.flush();
    return 0;
  }

  private static String imported(List<String> names, Surroundings surroundings)
      throws UsageException {
    List<Importer.Source> sources = new ArrayList<>();
    for (String name : names) {
      Path path = surroundings.workingDirectory().resolve(name).toAbsolutePath().normalize();
      try {
        sources.add(new Importer.Source(path.toString(), Files.readString(path)));
      } catch (IOException unreadable) {
        throw new UsageException("cannot read " + path + ": " + ErrorText.of(unreadable));
      }
    }
    try {
      return Importer.sections(sources);
    } catch (Importer.UnknownFormException unknown) {
      throw new UsageException(unknown.getMessage());
    }
  }

  private static int export(
      DaemonOptions options, Surroundings surroundings, PrintStream out, PrintStream err)
      throws UsageException {
    String file = options.configFile(program(), surroundings);
    ConfigLoader.Loaded loaded = ConfigLoader.load(file, surroundings, options.overrides());
    Check.printProblems(loaded, err);
    loaded.configuration().ifPresent(good -> out.print(SystemdExport.units(good)));
    out.flush();
    return Check.exitCode(loaded);
  }

  private static int check(
      DaemonOptions options, Surroundings surroundings, PrintStream out, PrintStream err)
      throws UsageException {
    String file = options.configFile(program(), surroundings);
    ConfigLoader.Loaded loaded =
        whole(ConfigLoader.load(file, surroundings, options.overrides()), surroundings);
    if (options.json()) {
      try {
        Check.printJson(file, loaded, out);
      } catch (IOException gone) {
        throw new UncheckedIOException("cannot print the configuration", gone);
      }
    } else {
      Check.printProblems(loaded, err);
      loaded.configuration().ifPresent(good -> Check.printSummary(good, out));
    }
    out.flush();
    return Check.exitCode(loaded);
  }

  /** With what only a start of the fleet would find. */
  private static ConfigLoader.Loaded whole(ConfigLoader.Loaded loaded, Surroundings surroundings) {
    Optional<Problem> fleet =
        loaded.configuration().flatMap(good -> Membership.problem(good, surroundings));
    if (fleet.isEmpty()) {
      return loaded;
    }
    List<Problem> all = new ArrayList<>(loaded.problems());
    all.add(fleet.get());
    return new ConfigLoader.Loaded(Optional.empty(), all);
  }

  /** Prints a usage error in the classic form and returns its exit code. */
  static int usage(String message, PrintStream err) {
    err.print("Error: " + message + "\nFor help, use " + program() + " -h\n");
    err.flush();
    return 2;
  }

  /** How this program was called; the launcher says so. */
  static String program() {
    return System.getProperty("jsupervisor.argv0", "jsupervisord");
  }

  private static String sample() {
    try (InputStream text = CheckMain.class.getResourceAsStream("sample.conf")) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException impossible) {
      throw new UncheckedIOException("sample.conf is missing from the jar", impossible);
    }
  }
}
