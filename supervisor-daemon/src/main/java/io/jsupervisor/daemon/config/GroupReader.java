package io.jsupervisor.daemon.config;

import io.jsupervisor.common.format.Names;
import io.jsupervisor.common.ini.IniDocument;
import io.jsupervisor.daemon.config.GroupSpec.Kind;
import io.jsupervisor.daemon.core.ProcessSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the groups, kind after kind in the classic order: {@code [group:x]}, programs in no group,
 * event listeners, fcgi-programs in no group; then sorts them by priority and name.
 */
final class GroupReader {
  private final Sources sources;
  private final IniDocument document;
  private final Problems problems;
  private final ProgramReader programs;
  private final List<String> warnings;
  private final Set<String> grouped = new HashSet<>();
  private final List<GroupSpec> groups = new ArrayList<>();

  /**
   * @param warnings takes lines for the main log
   */
  GroupReader(
      Sources sources,
      IniDocument document,
      Problems problems,
      ProgramReader programs,
      List<String> warnings) {
    this.sources = sources;
    this.document = document;
    this.problems = problems;
    this.programs = programs;
    this.warnings = warnings;
  }

  List<GroupSpec> read() {
    each("group:", this::group);
    each("program:", this::program);
    each("eventlistener:", this::listeners);
    each("fcgi-program:", this::fastcgi);
    groups.sort(
        (a, b) ->
            a.priority() != b.priority()
                ? Integer.compare(a.priority(), b.priority())
                : CodePoints.compare(a.name(), b.name()));
    return groups;
  }

  private interface Kinds {
    void read(SectionReader reader, String rest);
  }

  private void each(String prefix, Kinds kind) {
    for (String section : document.sections()) {
      if (section.startsWith(prefix) && !grouped.contains(section)) {
        kind.read(reader(section, sources.hereNames()), section.substring(prefix.length()));
      }
    }
  }

  private SectionReader reader(String section, Names names) {
    return new SectionReader(document, section, names, problems, "");
  }

  private void group(SectionReader reader, String rest) {
    Optional<String> name = reader.parse("", rest, Words::name);
    List<String> members = reader.text("programs").map(Words::list).orElse(List.of());
    int priority = reader.value("priority", 999, Numbers::smallInteger);
    List<ProcessSpec> processes = new ArrayList<>();
    String shown = reader.section();
    for (String member : members) {
      String asProgram = "program:" + member;
      String asFcgi = "fcgi-program:" + member;
      boolean program = document.hasSection(asProgram);
      boolean fcgi = document.hasSection(asFcgi);
      if (!program && !fcgi) {
        String classic = "[" + shown + "] names unknown program or fcgi-program " + member;
        reader.error("programs", classic + cure(member), classic);
        continue;
      }
      if (program && fcgi) {
        reader.error(
            "programs",
            "[%s] name %s is ambiguous (exists as program and fcgi-program)"
                .formatted(shown, member));
        continue;
      }
      shown = program ? asProgram : asFcgi;
      grouped.add(shown);
      processes.addAll(programs.read(shown, name.orElse(rest), false));
    }
    groups.add(new GroupSpec(name.orElse(rest), priority, new Kind.Programs(), processes));
  }

  private String cure(String member) {
    List<String> known =
        document.sections().stream()
            .filter(s -> s.startsWith("program:") || s.startsWith("fcgi-program:"))
            .map(s -> s.substring(s.indexOf(':') + 1))
            .toList();
    return Words.didYouMean(member, known)
        .map(guess -> "; " + guess)
        .orElse("; there is no section [program:" + member + "]");
  }

  private void program(SectionReader reader, String rest) {
    Optional<String> name = reader.parse("", rest, Words::name);
    int priority = reader.value("priority", 999, Numbers::smallInteger);
    List<ProcessSpec> processes = programs.read(reader.section(), name.orElse(rest), false);
    groups.add(new GroupSpec(name.orElse(rest), priority, new Kind.Programs(), processes));
  }

  private void listeners(SectionReader reader, String pool) {
    int priority = reader.value("priority", -1, Numbers::smallInteger);
    int bufferSize = reader.value("buffer_size", 10, Numbers::smallInteger);
    if (bufferSize < 1) {
      String classic =
          "[%s] section sets invalid buffer_size (%d)".formatted(reader.section(), bufferSize);
      reader.error("buffer_size", classic + "; give 1 or more", classic);
    }
    String handler = reader.text("result_handler").orElse(PythonPlugins.DEFAULT_HANDLER);
    if (!handler.equals(PythonPlugins.DEFAULT_HANDLER)) {
      PythonPlugins.warn(
          reader,
          "result_handler",
          handler,
          "the built-in handler takes OK for success and anything else for a rejection",
          warnings);
    }
    Set<String> events = events(reader);
    if (reader.value("redirect_stderr", false, Words::bool)) {
      reader.error(
          "redirect_stderr",
          "[%s] section sets redirect_stderr=true but this is not allowed because it will interfere with the eventlistener protocol"
              .formatted(reader.section()));
    }
    List<ProcessSpec> processes = programs.read(reader.section(), pool, false);
    var kind = new Kind.Listeners(bufferSize, events, handler);
    groups.add(new GroupSpec(pool, priority, kind, processes));
  }

  private static Set<String> events(SectionReader reader) {
    Optional<String> text = reader.text("events");
    if (text.isEmpty() && reader.raw("events").isPresent()) {
      return Set.of();
    }
    List<String> names = Words.list(text.orElse(""));
    if (names.isEmpty()) {
      String classic = "[%s] section requires an \"events\" line".formatted(reader.section());
      reader.error("events", classic + ", such as events=PROCESS_STATE", classic);
    }
    Set<String> events = new LinkedHashSet<>();
    for (String name : names) {
      String upper = name.toUpperCase(Locale.ROOT);
      if (!EventTypes.NAMES.contains(upper)) {
        String classic = "Unknown event type %s in [%s] events".formatted(upper, reader.section());
        String cure = Words.didYouMean(upper, EventTypes.NAMES).map(c -> "; " + c).orElse("");
        reader.error("events", classic + cure, classic);
      }
      events.add(upper);
    }
    return events;
  }

  private void fastcgi(SectionReader reader, String rest) {
    Optional<String> name = reader.parse("", rest, Words::name);
    int priority = reader.value("priority", 999, Numbers::smallInteger);
    Optional<GroupSpec.FcgiSocket> socket =
        new FcgiSocketReader(reader, sources).read(name.orElse(rest));
    List<ProcessSpec> processes = programs.read(reader.section(), name.orElse(rest), true);
    socket.ifPresent(
        found ->
            groups.add(
                new GroupSpec(name.orElse(rest), priority, new Kind.Fastcgi(found), processes)));
  }
}
