package io.jsupervisor.daemon.rpc;

import io.jsupervisor.daemon.fleet.Fault;

/** A call that is answered with a fault. */
public final class RpcFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Fault fault;

  RpcFault(Fault fault) {
    super(fault.name(), null, false, false);
    this.fault = fault;
  }

  /**
   * @param extra what the fault is about: most often the name as the client gave it
   */
  RpcFault(Fault fault, String extra) {
    super(fault.name() + ": " + extra, null, false, false);
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }

  /** The classic text: the fault's name, and after a colon what it is about. */
  public String text() {
    return getMessage();
  }
}
