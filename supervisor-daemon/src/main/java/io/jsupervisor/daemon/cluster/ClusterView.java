package io.jsupervisor.daemon.cluster;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The fleet of machines as of a moment; immutable.
 *
 * @param cluster its name
 * @param node this machine's name in it
 * @param known whether others were ever heard of: from the store, or from the last run's notes
 * @param connected whether the store answers now; else everything here is as it was
 * @param since when {@code connected} last changed
 * @param problem what is wrong, for people; empty for nothing
 * @param revision of the store that this shows
 * @param nodes by name, this one among them once it is published
 * @param instances by node, then by name
 */
public record ClusterView(
    String cluster,
    String node,
    boolean known,
    boolean connected,
    Optional<Instant> since,
    String problem,
    long revision,
    List<PeerNode> nodes,
    List<PeerInstance> instances) {
  /** Of a daemon without a fleet. */
  public static final ClusterView NONE =
      new ClusterView("", "", false, false, Optional.empty(), "", 0, List.of(), List.of());

  public ClusterView {
    nodes = List.copyOf(nodes);
    instances = List.copyOf(instances);
  }
}
