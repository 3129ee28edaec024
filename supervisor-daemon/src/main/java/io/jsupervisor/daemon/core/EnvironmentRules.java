package io.jsupervisor.daemon.core;

import java.util.List;
import java.util.Optional;

/**
 * Where variables of a process come from beyond {@code environment}, and which it must have.
 *
 * @param required names that must be set and not empty
 * @param files with lines {@code KEY=VALUE}, read at every start; absolute paths, the last wins
 * @param secrets made once and kept
 * @param virtualenv directory of a Python environment, absolute
 */
public record EnvironmentRules(
    List<String> required, List<String> files, List<Secret> secrets, Optional<String> virtualenv) {
  /** Nothing said. */
  public static final EnvironmentRules NONE =
      new EnvironmentRules(List.of(), List.of(), List.of(), Optional.empty());

  public EnvironmentRules {
    required = List.copyOf(required);
    files = List.copyOf(files);
    secrets = List.copyOf(secrets);
  }

  /** A random value of so many bytes, in hex, shared by all processes of the program. */
  public record Secret(String name, int bytes) {}
}
