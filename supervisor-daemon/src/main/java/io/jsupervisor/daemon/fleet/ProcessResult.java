package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Namespec;

/**
 * What a request came to for one process.
 *
 * @param fault SUCCESS when it did what was asked
 * @param state the classic state name at that moment
 * @param message for people; {@code OK} on success
 */
public record ProcessResult(Namespec namespec, Fault fault, String state, String message) {
  public boolean ok() {
    return fault == Fault.SUCCESS;
  }
}
