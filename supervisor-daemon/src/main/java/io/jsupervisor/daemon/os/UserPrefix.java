package io.jsupervisor.daemon.os;

import io.jsupervisor.daemon.core.Account;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Another user, by setpriv(1) in front of the command (ADR 6). The directory is entered after the
 * switch, by env(1): only then may it be one that the daemon cannot enter (a home on NFS), or must
 * it be one that the user can.
 */
final class UserPrefix {
  private static final String SETPRIV = "/usr/bin/setpriv";
  private static final String ENV = "/usr/bin/env";

  /**
   * Asked as the user, before the command: whether the directory can be entered and the file
   * executed. Says what the classic child would say. {@code $1} is the directory ("" for none),
   * {@code $2} the file, {@code $3} the program's name.
   */
  private static final String CHECKED =
      """
      fail() { printf 'supervisor: %s\\nsupervisor: child process was not spawned\\n' "$1" >&2
        exit 127; }
      [ -z "$1" ] || [ -x "$1" ] || fail "couldn't chdir to $1: EACCES"
      [ -x "$2" ] || fail "couldn't exec $3: EACCES"
      shift 3
      exec "$@"
      """;

  private final CommandFile files;
  private final DaemonFacts facts;

  UserPrefix(CommandFile files, DaemonFacts facts) {
    this.files = files;
    this.facts = facts;
  }

  /**
   * @param inner a prefix that belongs right before the command
   */
  Planned before(LaunchPlan plan, Account user, List<String> inner) {
    Optional<Planned> known = new FailedStep(files, facts).knownBefore(plan);
    if (known.isPresent()) {
      return known.get();
    }
    List<String> words = new ArrayList<>(List.of("setpriv"));
    words.add("--reuid=" + user.uid());
    words.add("--regid=" + user.gid());
    words.add(groups(user));
    words.add("--inh-caps=-all");
    words.add("--");
    if (!UserAccess.surelyGranted(user, plan, facts)) {
      words.addAll(List.of("/bin/sh", "-c", CHECKED, "sh"));
      words.add(plan.directory().map(this::absolute).orElse(""));
      words.add(absolute(plan.file()));
      words.add(plan.argv().getFirst());
    }
    plan.directory().ifPresent(name -> words.addAll(List.of(ENV, "-C", absolute(name), "--")));
    words.addAll(inner);
    words.addAll(command(plan));
    LaunchPlan prefixed =
        new LaunchPlan(
            SETPRIV,
            words,
            plan.environment(),
            Optional.empty(),
            plan.umask(),
            plan.stdin(),
            plan.redirectStderr(),
            plan.descriptors(),
            plan.ownSession());
    return new Planned.Ready(prefixed, Optional.empty());
  }

  private static String groups(Account user) {
    return user.groups().isEmpty()
        ? "--clear-groups"
        : "--groups="
            + user.groups().stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /**
   * The program and its arguments. A bare name that PATH leads to the same file stays bare, so that
   * the program sees the {@code argv[0]} that was configured; else it sees its path.
   */
  private List<String> command(LaunchPlan plan) {
    String name = plan.argv().getFirst();
    boolean bare = !name.contains("/") && plan.file().startsWith("/") && inherits(plan);
    String file = bare ? name : absolute(plan.file());
    List<String> command = new ArrayList<>();
    if (plan.directory().isPresent() && file.contains("=")) {
      // env would take such a name for a variable.
      command.addAll(List.of("/bin/sh", "-c", "exec \"$@\"", "sh"));
    }
    command.add(file);
    command.addAll(plan.argv().subList(1, plan.argv().size()));
    return command;
  }

  private static boolean inherits(LaunchPlan plan) {
    return plan.environment().stream().anyMatch(variable -> variable.startsWith("PATH="));
  }

  private String absolute(String path) {
    return path.startsWith("/") ? path : facts.directory().resolve(path).toString();
  }
}
