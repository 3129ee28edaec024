package io.jsupervisor.daemon.config;

import io.jsupervisor.common.ini.IniDocument;
import io.jsupervisor.common.ini.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Loads a configuration: reads the files, expands and checks every option, and reports all problems
 * at once. The order of work is the classic one, because names defined early are seen later.
 */
public final class ConfigLoader {
  private ConfigLoader() {}

  /**
   * What a load came to.
   *
   * @param configuration there is one exactly when no problem is an error
   * @param problems in the order in which the classic tool would meet them
   */
  public record Loaded(Optional<Configuration> configuration, List<Problem> problems) {
    public Loaded {
      problems = List.copyOf(problems);
    }

    /** The text of the error the classic tool would stop at; empty without one. */
    public Optional<String> classicError() {
      return problems.stream()
          .filter(problem -> problem.severity() == Problem.Severity.ERROR)
          .map(problem -> problem.classic().isEmpty() ? problem.text() : problem.classic())
          .findFirst();
    }
  }

  /**
   * Loads a file. Blocks on the disk: never call it on the core thread.
   *
   * @param file as the operator named it
   * @param line the command line, which wins over {@code [supervisord]}
   */
  public static Loaded load(String file, Surroundings surroundings, DaemonOptions.Overrides line) {
    var problems = new Problems();
    return new Load(file, surroundings, line, problems, Scale.NONE).fromFiles();
  }

  /**
   * What {@code read} would be with another number of processes of one program. Reads none of its
   * files again, but checks everything again: who is who, which directories are there.
   *
   * @param surroundings and {@code line} as it was loaded with
   */
  static Loaded scaled(
      Configuration read, Scale scale, Surroundings surroundings, DaemonOptions.Overrides line) {
    return new Load(read.file(), surroundings, line, new Problems(), scale).of(read.document());
  }

  private record Load(
      String file,
      Surroundings surroundings,
      DaemonOptions.Overrides line,
      Problems problems,
      Scale scale) {
    private Loaded fromFiles() {
      var sources = new Sources(file, surroundings);
      List<String> infos = new ArrayList<>();
      List<String> warnings = new ArrayList<>();
      return loaded(
          new FileReader(sources, problems, infos, warnings)
              .read()
              .map(document -> read(sources, document, infos, warnings)));
    }

    private Loaded of(IniDocument document) {
      return loaded(
          Optional.of(
              read(
                  new Sources(file, surroundings),
                  document,
                  new ArrayList<>(),
                  new ArrayList<>())));
    }

    private Loaded loaded(Optional<Configuration> read) {
      return new Loaded(read.filter(c -> !problems.hasErrors()), problems.list());
    }

    private Configuration read(
        Sources sources, IniDocument document, List<String> infos, List<String> warnings) {
      if (!document.hasSection("supervisord")) {
        String classic = ".ini file does not include supervisord section";
        problems.error(
            new Location(file, 0), "", "", classic + "; add a line [supervisord]", classic);
      }
      var supervisord =
          new SupervisordReader(
              new SectionReader(document, "supervisord", sources.hereNames(), problems, ""),
              sources);
      SupervisordSection ofFile = supervisord.read();
      sources.defineEnvironment(ofFile.environment());
      List<RpcInterfaceSection> interfaces =
          RpcInterfaceReader.read(sources, document, problems, warnings);
      PythonPlugins.warnOfCtlPlugins(document, problems);
      var programs = new ProgramReader(sources, document, problems, warnings, ofFile, scale);
      List<GroupSpec> groups =
          new GroupReader(sources, document, problems, programs, warnings).read();
      List<HttpServerSection> servers = new ServerReader(sources, document, problems).read();
      SupervisordSection effective = supervisord.effective(ofFile, line);
      List<ExtensionSection> extensions =
          new ExtensionSectionReader(sources, document, problems).read();
      new CrossCheck(document, problems, sources, groups, extensions).run();
      new Strays(document, problems, line.strict()).find();
      return new Configuration(
          file,
          sources.here(),
          effective,
          servers,
          interfaces,
          groups,
          extensions,
          infos,
          warnings,
          document);
    }
  }
}
