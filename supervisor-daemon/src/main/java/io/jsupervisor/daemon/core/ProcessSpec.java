package io.jsupervisor.daemon.core;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Everything the configuration says about one process, fully expanded. Two equal specs run the same
 * way, so equality is what {@code reread} compares.
 *
 * @param program the name of the section that defines it
 * @param command as written; split into words when it is spawned
 * @param directory entered before the program runs
 * @param umask of the child; empty inherits the daemon's
 * @param user to run as; empty inherits the daemon's
 * @param environment {@code [supervisord] environment} overlaid by the program's own
 * @param serverurl the value of SUPERVISOR_SERVER_URL; empty computes it from the servers
 * @param fastcgi the descriptor 0 of the child is the socket of its fcgi-program, not a pipe
 */
public record ProcessSpec(
    Namespec namespec,
    String program,
    String command,
    Optional<String> directory,
    OptionalInt umask,
    Optional<Account> user,
    int priority,
    StartRules start,
    StopRules stop,
    boolean redirectStderr,
    LogSpec stdout,
    LogSpec stderr,
    Map<String, String> environment,
    Optional<String> serverurl,
    boolean fastcgi,
    Extensions extensions) {
  public ProcessSpec {
    environment = Map.copyOf(environment);
  }

  /** The same with another command line. */
  public ProcessSpec withCommand(String other) {
    return new ProcessSpec(
        namespec,
        program,
        other,
        directory,
        umask,
        user,
        priority,
        start,
        stop,
        redirectStderr,
        stdout,
        stderr,
        environment,
        serverurl,
        fastcgi,
        extensions);
  }
}
