package io.jsupervisor.daemon.config;

import java.util.List;
import java.util.Optional;

/**
 * The {@code [fleet]}: where the store is, and who this machine is in it.
 *
 * @param cluster the name of the fleet
 * @param endpoints URLs of the store's members, http or https
 * @param node the name of this machine
 * @param address where others reach this machine; empty finds it out
 * @param ttlSecs until a silent node is gone
 * @param cacert a file of certificates in PEM, as are {@code cert} and {@code key}
 */
public record FleetSpec(
    String cluster,
    List<String> endpoints,
    String node,
    Optional<String> address,
    long ttlSecs,
    Optional<String> username,
    Optional<String> password,
    Optional<String> cacert,
    Optional<String> cert,
    Optional<String> key) {
  public FleetSpec {
    endpoints = List.copyOf(endpoints);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "FleetSpec[" + cluster + " " + endpoints + " " + node + " " + ttlSecs + " s]";
  }
}
