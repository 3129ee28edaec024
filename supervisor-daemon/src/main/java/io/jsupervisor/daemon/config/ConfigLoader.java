package io.jsupervisor.daemon.config;

import io.jsupervisor.common.ini.IniDocument;
import io.jsupervisor.common.ini.Location;
import io.jsupervisor.daemon.core.ProcessSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
      var programs =
          new ProgramReader(sources, document, problems, warnings, ofFile.environment(), scale);
      List<GroupSpec> groups =
          new GroupReader(sources, document, problems, programs, warnings).read();
      List<HttpServerSection> servers = new ServerReader(sources, document, problems).read();
      SupervisordSection effective = supervisord.effective(ofFile, line);
      List<ExtensionSection> extensions =
          new ExtensionSectionReader(sources, document, problems).read();
      new References(document, problems, groups, extensions).check();
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

  /** What instances and options say of each other. */
  private record References(
      IniDocument document,
      Problems problems,
      List<GroupSpec> groups,
      List<ExtensionSection> extensions) {
    private void check() {
      Map<String, ProcessSpec> byAddress = new HashMap<>();
      Map<String, ProcessSpec> byName = new HashMap<>();
      for (GroupSpec group : groups) {
        for (ProcessSpec process : group.processes()) {
          ports(byAddress, process);
          sockets(process);
          dependencies(process);
          ProcessSpec same = byName.put(process.namespec().qualified(), process);
          if (same != null) {
            warn(
                process,
                "process_name",
                "two processes are named "
                    + process.namespec().qualified()
                    + "; only one of them runs");
          }
        }
      }
    }

    private void ports(Map<String, ProcessSpec> byAddress, ProcessSpec process) {
      if (process.extensions().port().isEmpty()) {
        return;
      }
      int port = process.extensions().port().getAsInt();
      String host = process.extensions().host().orElse("");
      ProcessSpec other = byAddress.putIfAbsent(host + ":" + port, process);
      if (other != null) {
        error(
            process,
            "port",
            "%s and %s both listen on %s; give each instance its own, such as port=80%%(process_num)02d"
                .formatted(
                    other.namespec().qualified(),
                    process.namespec().qualified(),
                    host.isEmpty() ? "port " + port : host + ":" + port));
      }
    }

    private void sockets(ProcessSpec process) {
      List<String> known =
          extensions.stream()
              .filter(section -> section.kind().equals("socket"))
              .map(ExtensionSection::name)
              .toList();
      for (String socket : Words.list(process.extensions().options().getOrDefault("sockets", ""))) {
        if (!known.contains(socket)) {
          error(
              process,
              "sockets",
              "there is no section [socket:"
                  + socket
                  + "]"
                  + Words.didYouMean(socket, known).map(c -> "; " + c).orElse(""));
        }
      }
    }

    private void dependencies(ProcessSpec process) {
      String text = process.extensions().options().getOrDefault("depends_on", "");
      for (String item : Words.list(text)) {
        String name = item.contains(":") ? item.substring(0, item.lastIndexOf(':')) : item;
        boolean known =
            groups.stream()
                .anyMatch(
                    group ->
                        group.name().equals(name)
                            || group.processes().stream()
                                .anyMatch(
                                    p ->
                                        p.program().equals(name)
                                            || p.namespec().qualified().equals(name)));
        if (!known) {
          error(process, "depends_on", "there is no program named \"" + name + "\"");
        }
      }
    }

    private void error(ProcessSpec process, String option, String message) {
      String section = section(process);
      problems.error(at(section, option), section, option, message, "");
    }

    private void warn(ProcessSpec process, String option, String message) {
      String section = section(process);
      problems.warning(at(section, option), section, option, message);
    }

    private String section(ProcessSpec process) {
      for (String kind : List.of("program:", "fcgi-program:", "eventlistener:")) {
        if (document.hasSection(kind + process.program())) {
          return kind + process.program();
        }
      }
      return "program:" + process.program();
    }

    private Location at(String section, String option) {
      return document
          .get(section, option)
          .map(value -> value.at())
          .or(() -> document.location(section))
          .orElse(new Location("", 0));
    }
  }
}
