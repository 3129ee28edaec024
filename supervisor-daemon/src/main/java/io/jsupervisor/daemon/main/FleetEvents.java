package io.jsupervisor.daemon.main;

import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.StateChange;
import io.jsupervisor.daemon.event.EventBus;
import io.jsupervisor.daemon.event.FleetEvent;
import io.jsupervisor.daemon.fleet.FleetListener;
import io.jsupervisor.daemon.fleet.FleetSnapshot.SupervisorState;
import io.jsupervisor.daemon.fleet.Operation;
import io.jsupervisor.daemon.os.Clock;

/** Publishes what the core decides, for readers on other threads. */
final class FleetEvents implements FleetListener {
  private final EventBus bus;
  private final Clock clock;

  FleetEvents(EventBus bus, Clock clock) {
    this.bus = bus;
    this.clock = clock;
  }

  @Override
  public void processChanged(Namespec process, StateChange change, String cause) {
    bus.publish(
        new FleetEvent.StateChange(
            clock.wall(), process, change.from().name(), change.to().name(), change.pid(), cause));
  }

  @Override
  public void rollProgressed(Operation roll, Namespec process, String phase) {
    bus.publish(new FleetEvent.RollProgress(clock.wall(), roll.id(), roll.kind(), process, phase));
  }

  @Override
  public void rollEnded(Operation roll, Operation.Verdict verdict) {
    bus.publish(
        new FleetEvent.RollEnd(
            clock.wall(), roll.id(), roll.kind(), verdict.outcome().word(), verdict.reason()));
  }

  @Override
  public void processAdded(Namespec process) {
    bus.publish(new FleetEvent.ProcessChange(clock.wall(), process, FleetEvent.Change.ADDED));
  }

  @Override
  public void processRemoved(Namespec process) {
    bus.publish(new FleetEvent.ProcessChange(clock.wall(), process, FleetEvent.Change.REMOVED));
  }

  @Override
  public void readinessChanged(Namespec process, boolean ready, String why) {
    bus.publish(new FleetEvent.ReadinessChange(clock.wall(), process, ready, why));
  }

  @Override
  public void supervisorChanged(SupervisorState state) {
    bus.publish(new FleetEvent.SupervisorChange(clock.wall(), state.name(), state.code()));
  }

  @Override
  public void upstreamChanged(String upstream, int in, int instances, String problem) {
    bus.publish(new FleetEvent.UpstreamChange(clock.wall(), upstream, in, instances, problem));
  }

  @Override
  public void groupAdded(String group) {
    bus.publish(new FleetEvent.GroupChange(clock.wall(), group, FleetEvent.Change.ADDED));
  }

  @Override
  public void groupRemoved(String group) {
    bus.publish(new FleetEvent.GroupChange(clock.wall(), group, FleetEvent.Change.REMOVED));
  }
}
