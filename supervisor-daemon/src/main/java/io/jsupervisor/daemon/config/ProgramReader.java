package io.jsupervisor.daemon.config;

import io.jsupervisor.common.format.Names;
import io.jsupervisor.common.format.PythonText;
import io.jsupervisor.common.ini.IniDocument;
import io.jsupervisor.daemon.core.Account;
import io.jsupervisor.daemon.core.Autorestart;
import io.jsupervisor.daemon.core.Extensions;
import io.jsupervisor.daemon.core.LogSpec;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.core.Signal;
import io.jsupervisor.daemon.core.StartRules;
import io.jsupervisor.daemon.core.StopRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Makes the processes of a {@code [program:x]}, {@code [fcgi-program:x]} or {@code
 * [eventlistener:x]}. Options are read in the classic order, because each sees only the names that
 * were defined before it.
 */
final class ProgramReader {
  private static final long MOST_PROCESSES = 1 << 22;

  private final Sources sources;
  private final IniDocument document;
  private final Problems problems;
  private final LogReader logs;
  private final Map<String, String> commonEnvironment;
  private final Scale scale;

  /**
   * @param warnings takes lines for the main log
   * @param supervisord its environment is every program's, too
   * @param scale wins over {@code numprocs} of its program
   */
  ProgramReader(
      Sources sources,
      IniDocument document,
      Problems problems,
      List<String> warnings,
      SupervisordSection supervisord,
      Scale scale) {
    this.sources = sources;
    this.document = document;
    this.problems = problems;
    this.logs =
        new LogReader(
            sources,
            warnings,
            supervisord.childrenOutput() != SupervisordSection.ChildrenOutput.RAW);
    this.commonEnvironment = supervisord.environment();
    this.scale = scale;
  }

  /** What all processes of a section have in common. */
  private record Common(
      String program,
      String group,
      int priority,
      StartRules start,
      StopRules stop,
      boolean redirectStderr,
      LogReader.Common stdout,
      LogReader.Common stderr,
      Optional<String> serverurl,
      Optional<Account> user,
      OptionalInt umask,
      String processName) {}

  /**
   * The processes of a section, by priority, then name.
   *
   * @param fastcgi they get the socket of their section
   */
  List<ProcessSpec> read(String section, String group, boolean fastcgi) {
    String file = document.location(section).map(at -> at.file()).orElse(sources.file());
    String suffix =
        " in section " + PythonText.repr(section) + " (file: " + PythonText.repr(file) + ")";
    Map<String, Object> local = new HashMap<>();
    Names names = Names.of(local).over(sources.globalNames());
    var reader = new SectionReader(document, section, names, problems, suffix);
    String rest = section.substring(section.indexOf(':') + 1);
    Optional<String> program = reader.parse("", rest, Words::name);
    if (program.isEmpty()) {
      return List.of();
    }
    local.put("here", sources.here());
    local.put("program_name", program.get());
    local.put("host_node_name", sources.hostname());
    local.put("group_name", group);
    return readAll(reader, local, program.get(), group, fastcgi);
  }

  private List<ProcessSpec> readAll(
      SectionReader reader,
      Map<String, Object> local,
      String program,
      String group,
      boolean fastcgi) {
    int priority = reader.value("priority", 999, Numbers::smallInteger);
    boolean autostart = reader.value("autostart", true, Words::bool);
    Autorestart autorestart =
        reader.value("autorestart", Autorestart.UNEXPECTED, Words::autorestart);
    long startsecs = reader.value("startsecs", 1L, Numbers::integer);
    long startretries = reader.value("startretries", 3L, Numbers::integer);
    Signal stopsignal = reader.value("stopsignal", Signal.TERM, Words::signal);
    long stopwaitsecs = reader.value("stopwaitsecs", 10L, Numbers::integer);
    boolean stopasgroup = reader.value("stopasgroup", false, Words::bool);
    boolean killasgroup = reader.value("killasgroup", stopasgroup, Words::bool);
    var exitcodes = reader.value("exitcodes", Set.of(0), Words::exitcodes);
    boolean redirectStderr = reader.value("redirect_stderr", false, Words::bool);
    long numprocs = scale.of(reader.section(), reader.value("numprocs", 1L, Numbers::integer));
    long first = reader.value("numprocs_start", 0L, Numbers::integer);
    LogReader.Common stdout = LogReader.common(reader, "stdout");
    LogReader.Common stderr = LogReader.common(reader, "stderr");
    Optional<String> serverurl =
        reader
            .text("serverurl")
            .filter(url -> !PythonText.strip(url).toUpperCase(Locale.ROOT).equals("AUTO"));
    Optional<Account> user = reader.value("user", sources.accountTypes()::user);
    OptionalInt umask =
        reader.value("umask", Numbers::octal).stream().mapToInt(Integer::intValue).findFirst();
    String processName =
        reader
            .parse(
                "process_name", reader.raw("process_name").orElse("%(program_name)s"), Words::name)
            .orElse("");
    if (numprocs > 1 && !processName.contains("%(process_num)")) {
      String classic = "%(process_num) must be present within process_name when numprocs > 1";
      reader.error(
          "process_name",
          classic + "; for example process_name=%(program_name)s_%(process_num)02d",
          classic);
    }
    if (stopasgroup && !killasgroup) {
      reader.error(
          "killasgroup",
          "Cannot set stopasgroup=true and killasgroup=false; leave killasgroup out",
          "Cannot set stopasgroup=true and killasgroup=false");
    }
    if (numprocs > MOST_PROCESSES) {
      reader.error("numprocs", numprocs + " processes are more than Linux has process ids");
      return List.of();
    }
    var start = new StartRules(autostart, autorestart, startsecs, startretries, exitcodes);
    var stop = new StopRules(stopsignal, stopwaitsecs, stopasgroup, killasgroup);
    var common =
        new Common(
            program,
            group,
            priority,
            start,
            stop,
            redirectStderr,
            stdout,
            stderr,
            serverurl,
            user,
            umask,
            processName);
    return instances(reader, local, common, first, numprocs, fastcgi);
  }

  private List<ProcessSpec> instances(
      SectionReader reader,
      Map<String, Object> local,
      Common common,
      long first,
      long numprocs,
      boolean fastcgi) {
    List<ProcessSpec> processes = new ArrayList<>();
    for (long number = first; number < first + numprocs; number++) {
      local.put("process_num", number);
      local.put("numprocs", numprocs);
      local.putAll(sources.globalEnvironment());
      processes.add(process(reader, local, common, fastcgi));
    }
    processes.sort(
        (a, b) ->
            a.priority() != b.priority()
                ? Integer.compare(a.priority(), b.priority())
                : CodePoints.compare(a.namespec().name(), b.namespec().name()));
    return processes;
  }

  private ProcessSpec process(
      SectionReader reader, Map<String, Object> local, Common common, boolean fastcgi) {
    Names loopNames = Names.of(local);
    SectionReader loop = reader.with(loopNames);
    Map<String, String> own =
        reader
            .raw("environment")
            .flatMap(raw -> loop.expand("environment", raw, "environment"))
            .flatMap(text -> loop.parse("environment", text, Words::environment))
            .orElse(Map.of());
    own.forEach((key, value) -> local.put("ENV_" + key, value));
    Optional<String> directory = reader.text("directory");
    LogSpec stdout = logs.read(reader, loop, "stdout", common.stdout(), false);
    LogSpec stderr = logs.read(reader, loop, "stderr", common.stderr(), common.redirectStderr());
    Optional<String> command = reader.text("command");
    if (reader.raw("command").isEmpty()) {
      String classic = "program section " + reader.section() + " does not specify a command";
      reader.error("command", classic + "; add command=…", classic);
    }
    String name = loop.expand("process_name", common.processName(), "process_name").orElse("");
    Map<String, String> environment = new HashMap<>(commonEnvironment);
    environment.putAll(own);
    Extensions extensions =
        new ExtensionReader(reader, sources.paths(), directory.orElse(sources.here())).read();
    return new ProcessSpec(
        new Namespec(common.group(), name),
        common.program(),
        command.map(ProgramReader::joinLines).orElse(""),
        directory,
        common.umask(),
        common.user(),
        common.priority(),
        common.start(),
        common.stop(),
        common.redirectStderr(),
        stdout,
        stderr,
        environment,
        common.serverurl(),
        fastcgi,
        extensions);
  }

  /**
   * A backslash at the end of a line of a command is a blank: the writer means what a shell does.
   * The classic tool hands backslash and line end to the program.
   */
  static String joinLines(String command) {
    if (command.indexOf('\n') < 0 || command.indexOf('\\') < 0) {
      return command;
    }
    var joined = new StringBuilder(command.length());
    int backslashes = 0;
    for (int i = 0; i <= command.length(); i++) {
      boolean lineEnd = i == command.length() || command.charAt(i) == '\n';
      if (lineEnd && backslashes % 2 == 1) {
        joined.setLength(joined.length() - 1);
        joined.append(i < command.length() ? " " : "");
      } else if (i < command.length()) {
        joined.append(command.charAt(i));
      }
      backslashes = i < command.length() && command.charAt(i) == '\\' ? backslashes + 1 : 0;
    }
    return joined.toString();
  }
}
