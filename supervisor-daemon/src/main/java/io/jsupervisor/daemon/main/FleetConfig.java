package io.jsupervisor.daemon.main;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.jsupervisor.daemon.api.ConfigView;
import io.jsupervisor.daemon.config.ConfigDiff;
import io.jsupervisor.daemon.config.ConfigLoader;
import io.jsupervisor.daemon.config.Configuration;
import io.jsupervisor.daemon.config.DaemonOptions;
import io.jsupervisor.daemon.config.DaemonWide;
import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.config.Problem;
import io.jsupervisor.daemon.config.ProgramJson;
import io.jsupervisor.daemon.config.Scale;
import io.jsupervisor.daemon.config.Surroundings;
import io.jsupervisor.daemon.core.LogSpec;
import io.jsupervisor.daemon.core.LogTarget;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.fleet.ConfigChanges;
import io.jsupervisor.daemon.fleet.ConfigProblem;
import io.jsupervisor.daemon.fleet.ConfigSource;
import io.jsupervisor.daemon.fleet.FleetDefinition;
import io.jsupervisor.daemon.fleet.FleetSnapshot;
import io.jsupervisor.daemon.fleet.ManagedProcess.LogFiles;
import io.jsupervisor.daemon.fleet.ProcessView;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.streams.AutoLogs;
import io.jsupervisor.daemon.streams.Channel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Loads the files for the fleet, and remembers what was loaded last for readers. */
final class FleetConfig implements ConfigSource, ConfigView {
  static final String MASK = "********";

  private final String file;
  private final Surroundings surroundings;
  private final DaemonOptions.Overrides overrides;
  private final AutoLogs autoLogs;
  private final DaemonLog log;

  /** What the daemon started with: servers and fleet are by this. */
  private final Configuration first;

  private volatile Configuration lastLoaded;
  private volatile List<String> toldToReload = List.of();
  private volatile Supplier<FleetSnapshot> fleet;

  FleetConfig(
      Configuration first,
      Surroundings surroundings,
      DaemonOptions.Overrides overrides,
      AutoLogs autoLogs,
      DaemonLog log) {
    this.first = first;
    this.log = log;
    this.file = first.file();
    this.surroundings = surroundings;
    this.overrides = overrides;
    this.autoLogs = autoLogs;
    this.lastLoaded = first;
  }

  /** Where {@link #json} sees which groups are active. */
  void showing(Supplier<FleetSnapshot> active) {
    fleet = active;
  }

  String identifier() {
    return lastLoaded.supervisord().identifier();
  }

  boolean stripAnsi() {
    return lastLoaded.supervisord().stripAnsi();
  }

  /** What was read last. */
  List<GroupSpec> groups() {
    return lastLoaded.groups();
  }

  @Override
  public FleetDefinition load() throws Rejected {
    Configuration configuration = accepted(ConfigLoader.load(file, surroundings, overrides));
    lastLoaded = configuration;
    tellToReload(DaemonWide.changed(first, configuration));
    return definition(configuration);
  }

  @Override
  public FleetDefinition loadToReload() throws Rejected {
    FleetDefinition definition = load();
    Optional<Problem> problem = Membership.problem(lastLoaded, surroundings);
    if (problem.isPresent()) {
      throw new Rejected(List.of(ConfigProblem.of(problem.get())));
    }
    return definition;
  }

  private void tellToReload(List<String> sections) {
    if (!sections.equals(toldToReload)) {
      sections.stream()
          .filter(section -> !toldToReload.contains(section))
          .forEach(
              section ->
                  log.warn(
                      "["
                          + section
                          + "] has changed in the files; it takes effect with `reload`, not with"
                          + " `update`"));
      toldToReload = sections;
    }
  }

  static FleetDefinition definition(Configuration configuration) {
    return new FleetDefinition(
        configuration.groups(), configuration.sockets(), configuration.upstreams());
  }

  @Override
  public List<GroupSpec> scaled(String program, int numprocs) throws Rejected {
    Configuration read = lastLoaded;
    try {
      Scale scale = Scale.of(read, program, numprocs);
      return numprocs == processesOf(program, read.groups())
          ? read.groups()
          : scale.groups(read, surroundings, overrides);
    } catch (Scale.Refused refused) {
      throw new Rejected(List.of(ConfigProblem.of(refused.getMessage())));
    }
  }

  private static long processesOf(String program, List<GroupSpec> groups) {
    return groups.stream()
        .filter(group -> !(group.kind() instanceof GroupSpec.Kind.Listeners))
        .flatMap(group -> group.processes().stream())
        .filter(process -> process.program().equals(program))
        .count();
  }

  private static Configuration accepted(ConfigLoader.Loaded loaded) throws Rejected {
    return loaded
        .configuration()
        .orElseThrow(
            () ->
                new Rejected(
                    loaded.problems().stream()
                        .filter(p -> p.severity() == Problem.Severity.ERROR)
                        .map(ConfigProblem::of)
                        .toList()));
  }

  @Override
  public ConfigChanges diff(List<GroupSpec> running, List<GroupSpec> loaded) {
    ConfigDiff diff = ConfigDiff.between(running, loaded);
    return new ConfigChanges(names(diff.added()), names(diff.changed()), names(diff.removed()));
  }

  private static List<String> names(List<GroupSpec> groups) {
    return groups.stream().map(GroupSpec::name).toList();
  }

  @Override
  public LogFiles createLogs(ProcessSpec process) throws IOException {
    String stdout = path(process, process.stdout(), Channel.STDOUT);
    String stderr = process.redirectStderr() ? "" : path(process, process.stderr(), Channel.STDERR);
    return new LogFiles(stdout, stderr);
  }

  private String path(ProcessSpec process, LogSpec log, Channel channel) throws IOException {
    return switch (log.target()) {
      case LogTarget.None ignored -> "";
      // Relative to where the daemon works now, which is directory= of a daemon in the background.
      case LogTarget.File(String path) -> Path.of(path).toAbsolutePath().normalize().toString();
      case LogTarget.Auto ignored -> autoLogs.create(process.namespec(), channel).toString();
    };
  }

  @Override
  public Map<String, Integer> numprocs() {
    Map<String, Integer> all = new TreeMap<>();
    for (GroupSpec group : lastLoaded.groups()) {
      Map<String, Integer> here = new HashMap<>();
      group.processes().forEach(process -> here.merge(process.program(), 1, Integer::sum));
      here.forEach((program, count) -> all.merge(program, count, Math::max));
    }
    return all;
  }

  @Override
  public Map<String, Object> json() {
    Configuration shown = lastLoaded;
    Map<String, Integer> active =
        fleet.get().groups().stream()
            .collect(
                Collectors.toMap(FleetSnapshot.GroupView::name, FleetSnapshot.GroupView::priority));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("file", Path.of(file).toAbsolutePath().normalize().toString());
    result.put(
        "programs",
        shown.groups().stream()
            .flatMap(group -> group.processes().stream().map(p -> program(group, p, active)))
            .sorted(Comparator.comparing(p -> (String) p.get("name")))
            .toList());
    return result;
  }

  @Override
  public Map<String, Object> json(ProcessView process) {
    String name = process.spec().namespec().group();
    GroupSpec group =
        lastLoaded.groups().stream()
            .filter(known -> known.name().equals(name))
            .findFirst()
            .orElseGet(
                () ->
                    new GroupSpec(
                        name,
                        process.groupPriority(),
                        new GroupSpec.Kind.Programs(),
                        List.of(process.spec())));
    return program(group, process.spec(), Map.of(name, process.groupPriority()));
  }

  @Override
  public List<String> needReload() {
    return DaemonWide.changed(first, lastLoaded);
  }

  @Override
  public List<Map<String, Object>> differences() {
    List<GroupSpec> loaded = lastLoaded.groups();
    return ConfigDifference.between(ConfigDifference.running(fleet.get(), loaded), loaded);
  }

  @Override
  public Map<String, Object> changesNow() {
    Configuration read;
    try {
      read = accepted(ConfigLoader.load(file, surroundings, overrides));
    } catch (Rejected bad) {
      throw bad.refusal();
    }
    List<GroupSpec> loaded = read.groups();
    List<GroupSpec> running = ConfigDifference.running(fleet.get(), loaded);
    ConfigChanges changes = diff(running, loaded);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("added", changes.added());
    result.put("changed", changes.changed());
    result.put("removed", changes.removed());
    result.put("scaled", changes.scaled());
    result.put("reload", DaemonWide.changed(first, read));
    result.put("programs", ConfigDifference.between(running, loaded));
    return result;
  }

  @SuppressWarnings("unchecked") // the object that was just written
  static Map<String, Object> program(
      GroupSpec group, ProcessSpec process, Map<String, Integer> active) {
    ObjectMapper mapper = new ObjectMapper();
    try (TokenBuffer buffer = new TokenBuffer(mapper, false)) {
      JsonGenerator json = buffer;
      json.writeStartObject();
      ProgramJson.fields(
          json,
          group,
          process,
          process.environment().keySet().stream()
              .collect(Collectors.toMap(name -> name, name -> MASK)));
      json.writeBooleanField("inuse", active.containsKey(group.name()));
      json.writeNumberField("group_priority", group.priority());
      json.writeEndObject();
      return mapper.readValue(buffer.asParser(), LinkedHashMap.class);
    } catch (IOException impossible) {
      throw new UncheckedIOException("nothing is written outside memory", impossible);
    }
  }
}
