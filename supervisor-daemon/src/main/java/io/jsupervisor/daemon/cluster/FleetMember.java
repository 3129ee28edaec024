package io.jsupervisor.daemon.cluster;

/** This daemon as one of many: keeps the store in step with it, and its view with the store. */
public interface FleetMember extends Peers, AutoCloseable {
  /** Begins to talk to the store; returns at once. Called once. */
  void begin(LocalSide local);

  /** Takes this node out of the fleet, within two seconds whatever the store does. */
  @Override
  void close();
}
