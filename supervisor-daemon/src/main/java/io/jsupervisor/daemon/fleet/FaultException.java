package io.jsupervisor.daemon.fleet;

import java.util.List;

/** A request that is refused as a whole. The message is a sentence for people. */
public final class FaultException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Fault fault;
  private final transient List<ConfigProblem> problems;

  public FaultException(Fault fault, String message) {
    this(fault, message, List.of());
  }

  /**
   * @param problems of the configuration, where they are the reason
   */
  public FaultException(Fault fault, String message, List<ConfigProblem> problems) {
    super(message);
    this.fault = fault;
    this.problems = List.copyOf(problems);
  }

  public Fault fault() {
    return fault;
  }

  public List<ConfigProblem> problems() {
    return problems;
  }
}
