package io.jsupervisor.daemon.os;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What posix_spawn(3) is told. The child leads its own process group, has an empty signal mask,
 * default dispositions, and the descriptors 0 to 2 plus {@code descriptors} only.
 *
 * @param file the resolved executable (of the prefix, where there is one)
 * @param argv its words, the program's name first
 * @param environment {@code NAME=value}
 * @param directory entered before exec, by the child alone
 * @param umask of the child, when it can be set without a prefix
 * @param stdin a pipe, or an open descriptor to use
 * @param redirectStderr descriptor 2 is descriptor 1
 * @param descriptors of ours that become 3, 4, … in the child
 * @param ownSession setsid(2) instead of setpgid(2)
 */
public record LaunchPlan(
    String file,
    List<String> argv,
    List<String> environment,
    Optional<String> directory,
    OptionalInt umask,
    OptionalInt stdin,
    boolean redirectStderr,
    List<Integer> descriptors,
    boolean ownSession) {
  public LaunchPlan {
    argv = List.copyOf(argv);
    environment = List.copyOf(environment);
    descriptors = List.copyOf(descriptors);
  }

  /** The same with a descriptor of ours as its standard input. */
  public LaunchPlan withStdin(int descriptor) {
    return new LaunchPlan(
        file,
        argv,
        environment,
        directory,
        umask,
        OptionalInt.of(descriptor),
        redirectStderr,
        descriptors,
        ownSession);
  }

  /** The same with this value of a variable. */
  public LaunchPlan withVariable(String name, String value) {
    List<String> variables = new ArrayList<>(environment);
    variables.removeIf(variable -> variable.startsWith(name + "="));
    variables.add(name + "=" + value);
    return new LaunchPlan(
        file, argv, variables, directory, umask, stdin, redirectStderr, descriptors, ownSession);
  }

  /** The same with descriptor 2 being descriptor 1. */
  public LaunchPlan withRedirectedStderr() {
    return new LaunchPlan(
        file, argv, environment, directory, umask, stdin, true, descriptors, ownSession);
  }

  /** The same, executing something else (the program behind a prefix). */
  public LaunchPlan withCommand(String newFile, List<String> newArgv) {
    return new LaunchPlan(
        newFile,
        newArgv,
        environment,
        directory,
        umask,
        stdin,
        redirectStderr,
        descriptors,
        ownSession);
  }

  /** The same with these descriptors of ours as 3, 4, … */
  public LaunchPlan withDescriptors(List<Integer> given) {
    return new LaunchPlan(
        file, argv, environment, directory, umask, stdin, redirectStderr, given, ownSession);
  }
}
