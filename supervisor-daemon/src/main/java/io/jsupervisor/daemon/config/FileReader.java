package io.jsupervisor.daemon.config;

import io.jsupervisor.common.format.Names;
import io.jsupervisor.common.format.PythonText;
import io.jsupervisor.common.ini.IniDocument;
import io.jsupervisor.common.ini.IniException;
import io.jsupervisor.common.ini.Location;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the main file and what {@code [include]} names into one document. */
final class FileReader {
  private final Sources sources;
  private final Problems problems;
  private final List<String> infos;
  private final List<String> warnings;
  private final IniDocument document = new IniDocument();

  FileReader(Sources sources, Problems problems, List<String> infos, List<String> warnings) {
    this.sources = sources;
    this.problems = problems;
    this.infos = infos;
    this.warnings = warnings;
  }

  /** The document; empty, with problems, when the main file cannot be used at all. */
  Optional<IniDocument> read() {
    String file = sources.file();
    if (!sources.paths().exists(file)) {
      refuse("could not find config file " + file, "; name an existing file with -c");
      return Optional.empty();
    }
    try {
      document.read(path(file), file);
    } catch (IOException unreadable) {
      refuse("could not read config file " + file, " (" + reason(unreadable) + ")");
      return Optional.empty();
    } catch (IniException bad) {
      report(bad);
      return Optional.empty();
    }
    if (document.hasSection("include")) {
      include();
    }
    return Optional.of(document);
  }

  private void include() {
    document.replaceHere(sources.here());
    Names names =
        Names.of(Map.of("here", sources.here(), "host_node_name", sources.hostname()))
            .over(sources.globalNames());
    var reader = new SectionReader(document, "include", names, problems, "");
    Optional<String> raw = reader.raw("files");
    if (raw.isEmpty()) {
      String classic = ".ini file has [include] section, but no files setting";
      reader.error("files", classic + "; for example files=conf.d/*.conf", classic);
      return;
    }
    String files = reader.expand("files", raw.get(), "include.files").orElse("");
    String base = PosixPaths.dirname(sources.paths().absolute(sources.file()));
    for (String pattern : words(files)) {
      includePattern(reader, PosixPaths.join(base, pattern));
    }
  }

  private void includePattern(SectionReader reader, String pattern) {
    List<String> names = IncludeGlob.expand(pattern);
    if (names.isEmpty()) {
      String line = "No file matches via include \"" + pattern + "\"";
      warnings.add(line);
      reader.warning("files", line);
    }
    for (String name : names) {
      infos.add("Included extra file \"" + name + "\" during parsing");
      try {
        document.read(path(name), name);
        document.replaceHere(sources.paths().absolute(PosixPaths.dirname(name)));
      } catch (IOException unreadable) {
        // The classic tool passes over it in silence; people want to know.
        problems.warning(
            new Location(name, 0), "", "", "cannot read this file (" + reason(unreadable) + ")");
        document.replaceHere(sources.paths().absolute(PosixPaths.dirname(name)));
      } catch (IniException bad) {
        report(bad);
      }
    }
  }

  private void report(IniException bad) {
    String classic = bad.getMessage();
    for (IniException.Fault fault : bad.faults()) {
      problems.syntax(fault.at(), fault.text(), classic);
      classic = "";
    }
  }

  private void refuse(String classic, String more) {
    problems.error(new Location("", 0), "", "", classic + more, classic);
  }

  private Path path(String name) {
    return Path.of(PosixPaths.join(sources.paths().directory(), name));
  }

  private static String reason(IOException fault) {
    return fault instanceof java.nio.file.AccessDeniedException
        ? "permission denied; let the daemon's user read it"
        : fault.getMessage();
  }

  private static List<String> words(String text) {
    var spaced = new StringBuilder();
    text.codePoints().forEach(c -> spaced.appendCodePoint(PythonText.isSpace(c) ? ' ' : c));
    String stripped = spaced.toString().strip();
    return stripped.isEmpty() ? List.of() : List.of(stripped.split(" +", -1));
  }
}
