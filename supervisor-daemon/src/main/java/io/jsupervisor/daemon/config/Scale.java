package io.jsupervisor.daemon.config;

import io.jsupervisor.common.ini.IniDocument;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Another number of processes for one program than its file says.
 *
 * @param section that defines the program; empty changes nothing
 */
public record Scale(String section, int numprocs) {
  static final Scale NONE = new Scale("", 0);

  /** More than this is a slip of the finger; who means it writes it into the file. */
  private static final int MOST = 10_000;

  /** The number does not fit; the message is one sentence for people. */
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /**
   * What a user asks for.
   *
   * @param program the name of its section
   * @throws Refused where there is no such program, or it cannot have that many processes at all
   */
  public static Scale of(Configuration read, String program, int numprocs) throws Refused {
    if (numprocs < 0 || numprocs > MOST) {
      throw new Refused(
          "cannot scale %s to %d: give a number from 0 to %d".formatted(program, numprocs, MOST));
    }
    IniDocument document = read.document();
    List<String> sections = sections(document, program);
    if (sections.size() == 1 && !program.isEmpty()) {
      return new Scale(sections.getFirst(), numprocs);
    }
    throw new Refused(
        "cannot scale "
            + program
            + ": "
            + (sections.isEmpty()
                ? strange(document, program)
                : "it is a program and an fcgi-program; give one of them another name"));
  }

  private static List<String> sections(IniDocument document, String program) {
    return programs(document).filter(section -> nameOf(section).equals(program)).toList();
  }

  private static Stream<String> programs(IniDocument document) {
    return document.sections().stream()
        .filter(s -> s.startsWith("program:") || s.startsWith("fcgi-program:"));
  }

  private static String nameOf(String section) {
    return section.substring(section.indexOf(':') + 1).strip();
  }

  private static String strange(IniDocument document, String name) {
    if (document.hasSection("eventlistener:" + name)) {
      return "an event listener cannot be scaled; set numprocs in [eventlistener:" + name + "]";
    }
    Optional<String> members =
        document.get("group:" + name, "programs").map(value -> value.text().strip());
    if (document.hasSection("group:" + name) && members.isPresent()) {
      return "it is a group; scale one of its programs: " + members.get();
    }
    int colon = name.indexOf(':');
    String program = colon < 0 ? name : name.substring(0, colon);
    if (colon > 0 && !sections(document, program).isEmpty()) {
      return "give the program alone: " + program;
    }
    List<String> known = programs(document).map(Scale::nameOf).toList();
    return "there is no program of that name"
        + Words.didYouMean(program, known).map(guess -> "; " + guess).orElse("");
  }

  /** The number for a section whose file says {@code written}. */
  long of(String ofSection, long written) {
    return section.equals(ofSection) ? numprocs : written;
  }

  /**
   * The groups of {@code read} at this scale.
   *
   * @param surroundings and {@code line} as {@code read} was loaded with
   * @throws Refused where ports, names or anything else do not allow it
   */
  public List<GroupSpec> groups(
      Configuration read, Surroundings surroundings, DaemonOptions.Overrides line) throws Refused {
    ConfigLoader.Loaded loaded = ConfigLoader.scaled(read, this, surroundings, line);
    if (loaded.configuration().isPresent()) {
      return loaded.configuration().get().groups();
    }
    String why =
        loaded.problems().stream()
            .filter(problem -> problem.severity() == Problem.Severity.ERROR)
            .map(Problem::text)
            .findFirst()
            .orElse("");
    throw new Refused("cannot scale " + nameOf(section) + " to " + numprocs + ": " + why);
  }
}
