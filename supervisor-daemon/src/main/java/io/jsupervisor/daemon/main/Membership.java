package io.jsupervisor.daemon.main;

import io.jsupervisor.common.Version;
import io.jsupervisor.daemon.cluster.FleetMaker;
import io.jsupervisor.daemon.cluster.FleetMember;
import io.jsupervisor.daemon.cluster.LocalInstance;
import io.jsupervisor.daemon.cluster.LocalSide;
import io.jsupervisor.daemon.cluster.Peers;
import io.jsupervisor.daemon.config.Configuration;
import io.jsupervisor.daemon.config.FleetSpec;
import io.jsupervisor.daemon.config.HttpServerSection.Address;
import io.jsupervisor.daemon.config.Problem;
import io.jsupervisor.daemon.config.Surroundings;
import io.jsupervisor.daemon.fleet.FleetSnapshot;
import io.jsupervisor.daemon.fleet.FleetSnapshot.SupervisorState;
import io.jsupervisor.daemon.fleet.ProcessView;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.os.Clock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/** This daemon's place in a fleet of machines, if it has one. */
final class Membership implements AutoCloseable {
  /** The daemon is alone. */
  static final Membership NONE = new Membership(Optional.empty());

  private static final String NO_MODULE =
      "lib/ has no supervisor-fleet-*.jar (cure: install the whole package, or remove the"
          + " section)";

  private final Optional<FleetMember> member;

  private Membership(Optional<FleetMember> member) {
    this.member = member;
  }

  /** What would hinder a start of this configuration's fleet; reads files, touches no network. */
  static Optional<Problem> problem(Configuration configuration, Surroundings surroundings) {
    Optional<FleetSpec> fleet = configuration.fleet(surroundings.hostname());
    if (fleet.isEmpty()) {
      return Optional.empty();
    }
    Optional<FleetMaker> maker = maker();
    Optional<String> problem =
        maker.isEmpty() ? Optional.of(NO_MODULE) : maker.get().problem(fleet.get());
    return problem.map(
        why -> new Problem(configuration.file(), 0, "fleet", "", why, Problem.Severity.ERROR, ""));
  }

  private static Optional<FleetMaker> maker() {
    return ServiceLoader.load(FleetMaker.class).findFirst();
  }

  /**
   * @param again the daemon has to go on: certificates that cannot be used now are as a store that
   *     is away, so that the proxies keep the instances of other machines
   * @throws StartException when the module is missing, or certificates cannot be used
   */
  static Membership of(
      FleetSpec spec,
      Configuration configuration,
      Clock clock,
      DaemonLog log,
      long pid,
      boolean again)
      throws StartException {
    FleetMaker maker = maker().orElseThrow(() -> new StartException("[fleet] " + NO_MODULE));
    FleetMaker.Surroundings surroundings =
        new FleetMaker.Surroundings(
            clock,
            log,
            server(configuration),
            Version.PRODUCT,
            pid,
            Path.of(configuration.supervisord().stateDir()));
    try {
      return new Membership(Optional.of(maker.make(spec, surroundings)));
    } catch (IllegalArgumentException unusable) {
      String why = "[fleet] " + unusable.getMessage();
      if (!again) {
        throw new StartException(why);
      }
      log.critical(why + "; going on as if the store were away, until the file can be used");
      return new Membership(Optional.of(maker.makePatient(spec, surroundings)));
    }
  }

  private static Optional<FleetMaker.Server> server(Configuration configuration) {
    return configuration.servers().stream()
        .map(server -> server.address())
        .filter(Address.Inet.class::isInstance)
        .map(Address.Inet.class::cast)
        .map(inet -> new FleetMaker.Server(inet.host(), inet.port()))
        .findFirst();
  }

  Peers peers() {
    return member.isPresent() ? member.get() : Peers.NONE;
  }

  void begin(Supplier<FleetSnapshot> snapshot, Runnable viewChanged) {
    member.ifPresent(m -> m.begin(new Local(snapshot, viewChanged)));
  }

  @Override
  public void close() {
    member.ifPresent(FleetMember::close);
  }

  /** The core's snapshot in the words of the fleet. */
  private record Local(Supplier<FleetSnapshot> snapshot, Runnable changed) implements LocalSide {
    @Override
    public List<LocalInstance> instances() {
      List<LocalInstance> all = new ArrayList<>();
      for (FleetSnapshot.GroupView group : snapshot.get().groups()) {
        group.processes().forEach(process -> all.add(instance(process)));
      }
      return all;
    }

    private static LocalInstance instance(ProcessView process) {
      var options = process.spec().extensions();
      return new LocalInstance(
          process.spec().namespec(),
          process.spec().program(),
          process.statename(),
          process.ready(),
          options.host().orElse(""),
          options.port().orElse(0),
          options.protocol(),
          Integer.parseInt(options.options().getOrDefault("weight", "1").strip()),
          DefinitionDigest.of(process.spec()),
          process.pid(),
          process.pid() == 0 ? 0 : process.start().map(s -> s.getEpochSecond()).orElse(0L));
    }

    @Override
    public boolean isRunning() {
      return snapshot.get().state() == SupervisorState.RUNNING;
    }

    @Override
    public void viewChanged() {
      changed.run();
    }
  }
}
