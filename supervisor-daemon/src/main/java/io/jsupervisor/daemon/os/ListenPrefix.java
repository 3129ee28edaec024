package io.jsupervisor.daemon.os;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Listeners of the daemon for a child, as sd_listen_fds(3) describes them: descriptors from 3, and
 * three variables. LISTEN_PID must be the child's own pid, which nobody knows before there is a
 * child: a shell in front of the command sets it and becomes the command.
 */
final class ListenPrefix {
  /** What goes before the command. */
  static final List<String> WORDS = List.of("/bin/sh", "-c", "LISTEN_PID=$$ exec \"$@\"", "sh");

  private static final String GUNICORN = "gunicorn[0-9.]*";
  private static final String BIND = "(--bind=|-b)?fd://\\d+";

  /** The same variables, and those that say which listeners there are; these win. */
  static List<String> environment(List<String> variables, List<String> sockets) {
    if (sockets.isEmpty()) {
      return variables;
    }
    List<String> with = new ArrayList<>();
    for (String variable : variables) {
      if (!variable.startsWith("LISTEN_FDS=") && !variable.startsWith("LISTEN_FDNAMES=")) {
        with.add(variable);
      }
    }
    with.add("LISTEN_FDS=" + sockets.size());
    with.add("LISTEN_FDNAMES=" + String.join(":", sockets));
    return with;
  }

  /** A child of the daemon's own user. Its directory is entered as without a prefix. */
  static Planned before(LaunchPlan plan, FailedStep failures) {
    List<String> words = new ArrayList<>(WORDS);
    words.set(0, "sh");
    // The shell would look a bare name up once more, from another directory.
    words.add(plan.file().contains("/") ? plan.file() : "./" + plan.file());
    words.addAll(plan.argv().subList(1, plan.argv().size()));
    return failures
        .knownBefore(plan)
        .orElseGet(
            () -> new Planned.Ready(plan.withCommand(WORDS.getFirst(), words), Optional.empty()));
  }

  /**
   * False for Gunicorn with {@code --bind fd://3}: it takes the descriptors of its bind and, if
   * LISTEN_PID is its own pid, those of LISTEN_FDS, closes the first of the two and dies of the
   * second (create_sockets of gunicorn/sock.py). Without a bind it needs LISTEN_PID.
   */
  static boolean wanted(List<String> sockets, List<String> argv) {
    boolean gunicorn =
        argv.stream().anyMatch(word -> word.substring(word.lastIndexOf('/') + 1).matches(GUNICORN));
    boolean bind = argv.stream().anyMatch(word -> word.matches(BIND));
    return !sockets.isEmpty() && !(gunicorn && bind);
  }

  private ListenPrefix() {}
}
