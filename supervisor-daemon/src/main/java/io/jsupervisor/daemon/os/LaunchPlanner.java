package io.jsupervisor.daemon.os;

import io.jsupervisor.common.format.PythonText;
import io.jsupervisor.common.words.ShellWords;
import io.jsupervisor.common.words.WordsException;
import io.jsupervisor.daemon.core.Account;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.os.Processes.SpawnResult.Failed;
import io.jsupervisor.daemon.os.Processes.SpawnStep;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * From a configured process to what posix_spawn(3) is told, or to the classic refusal (spec 3.5,
 * 4). Looks at files, so it may block on a disk: any thread but the core's. Has no state of its
 * own.
 */
public final class LaunchPlanner {
  /** Where a fault of the environment is said to have come up. */
  public static final String ENVIRONMENT_STEP = "putting the environment together";

  static final String DEFAULT_PATH = "/bin:/usr/bin:/usr/local/bin";

  private final DaemonFacts facts;
  private final CommandFile files;
  private final ChildEnvironment environment;

  /**
   * @param state the folder where generated secrets are kept
   */
  public LaunchPlanner(DaemonFacts facts, Path state) {
    this.facts = facts;
    this.environment = new ChildEnvironment(facts, new SecretFolder(state, facts.uid()));
    this.files = new CommandFile(facts);
  }

  /** Decides afresh: the answer of an earlier attempt may no longer hold. */
  public Planned plan(ProcessSpec spec) {
    return plan(spec, Optional.empty());
  }

  /**
   * A command that looks after a program, as its user, in its environment and directory: a relative
   * path is found from there (the program's own is found from the daemon's directory, spec 12, 32).
   */
  public Planned planBeside(ProcessSpec program, String command) {
    return plan(program.withCommand(command), program.directory());
  }

  private Planned plan(ProcessSpec spec, Optional<String> base) {
    List<String> words;
    try {
      words = ShellWords.split(spec.command());
    } catch (WordsException unbalanced) {
      return refused(
          "can't parse command " + PythonText.repr(spec.command()) + ": " + unbalanced.getMessage(),
          "",
          "the quotes of command do not match up; a quote that belongs to a word is written \\'");
    }
    if (words.isEmpty()) {
      return refused("command is empty", "", "command has no words");
    }
    Map<String, String> variables;
    try {
      variables = environment.of(spec);
    } catch (EnvironmentException missing) {
      return new Planned.Refused(
          missing.getMessage(), new LaunchFault(ENVIRONMENT_STEP, "", missing.getMessage()));
    }
    String found = lookUp(words.getFirst(), variables);
    boolean relative = found.contains("/") && !found.startsWith("/");
    String file = relative ? base.map(directory -> directory + "/" + found).orElse(found) : found;
    return check(file).orElseGet(() -> ready(spec, file, words, variables));
  }

  /**
   * The same for a command of the configuration that is no program.
   *
   * @param environment the whole of it; empty takes the daemon's own
   */
  public Planned command(
      List<String> words,
      Optional<String> directory,
      Optional<Map<String, String>> environment,
      Optional<Account> user) {
    Map<String, String> variables = environment.orElse(facts.environment());
    String file = lookUp(words.getFirst(), variables);
    return check(file)
        .orElseGet(
            () ->
                asUser(
                    new LaunchPlan(
                        file,
                        words,
                        ChildEnvironment.lines(variables),
                        directory,
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        true,
                        List.of(),
                        false),
                    user,
                    false));
  }

  /** The first entry of PATH that exists, even if it cannot be executed. */
  private String lookUp(String program, Map<String, String> environment) {
    if (program.contains("/")) {
      return program;
    }
    String path =
        Optional.ofNullable(environment.get("PATH"))
            .or(() -> Optional.ofNullable(facts.environment().get("PATH")))
            .orElse(DEFAULT_PATH);
    for (String directory : path.split(":", -1)) {
      String candidate =
          directory.isEmpty() || directory.endsWith("/")
              ? directory + program
              : directory + "/" + program;
      if (files.exists(candidate)) {
        return candidate;
      }
    }
    return program;
  }

  private Optional<Planned> check(String file) {
    String shown = PythonText.repr(file);
    if (!files.exists(file)) {
      return Optional.of(
          refused(
              "can't find command " + shown,
              "ENOENT",
              file.contains("/")
                  ? file + " does not exist, or a directory on the way cannot be searched"
                  : "no directory of PATH has " + file + " (cure: write the whole path)"));
    }
    if (files.isDirectory(file)) {
      return Optional.of(
          refused("command at " + shown + " is a directory", "EISDIR", file + " is a directory"));
    }
    if (!files.hasExecuteBit(file)) {
      return Optional.of(
          refused(
              "command at " + shown + " is not executable",
              "EACCES",
              file + " has no execute permission (cure: chmod +x " + file + ")"));
    }
    if (!files.accessible(file)) {
      return Optional.of(
          refused(
              "no permission to run command " + shown,
              "EACCES",
              "the daemon's user " + facts.uid() + " may not execute " + file));
    }
    return Optional.empty();
  }

  private static Planned refused(String spawnerr, String errno, String detail) {
    return new Planned.Refused(spawnerr, new LaunchFault("looking up the command", errno, detail));
  }

  private Planned ready(
      ProcessSpec spec, String file, List<String> words, Map<String, String> variables) {
    List<String> sockets = spec.extensions().serving().sockets();
    LaunchPlan plan =
        new LaunchPlan(
            file,
            words,
            ListenPrefix.environment(ChildEnvironment.lines(variables), sockets),
            spec.directory(),
            spec.umask(),
            OptionalInt.empty(),
            spec.redirectStderr(),
            List.of(),
            false);
    return asUser(plan, spec.user(), ListenPrefix.wanted(sockets, words));
  }

  /**
   * @param listens its listeners are told to it by LISTEN_PID
   */
  private Planned asUser(LaunchPlan plan, Optional<Account> wanted, boolean listens) {
    Optional<Account> other = wanted.filter(user -> user.uid() != facts.uid());
    if (other.isEmpty() && listens) {
      return ListenPrefix.before(plan, new FailedStep(files, facts));
    }
    if (other.isEmpty()) {
      return new Planned.Ready(plan, Optional.empty());
    }
    Account user = other.get();
    if (facts.uid() != 0) {
      return StandIn.of(
          plan,
          "couldn't setuid to " + user.uid() + ": Can't drop privilege as nonroot user",
          new LaunchFault(
              "becoming the user",
              "EPERM",
              "only root can start a process as "
                  + user.name()
                  + "; the daemon runs as user "
                  + facts.uid()
                  + " (cure: remove user=, or run the daemon as root)"));
    }
    return new UserPrefix(files, facts)
        .before(plan, user, listens ? ListenPrefix.WORDS : List.of());
  }

  /**
   * What follows a failed spawn: the classic refusal where no process could be made, else a
   * stand-in that says what the child would have said.
   */
  public Planned standIn(ProcessSpec spec, LaunchPlan plan, Failed failed) {
    String errno = Errno.name(failed.errno());
    LaunchFault fault = new LaunchFault(failed.step().text(), errno, Errno.text(failed.errno()));
    String name = PythonText.repr(spec.namespec().name());
    if (failed.step() == SpawnStep.MAKING_PIPES) {
      return new Planned.Refused(
          failed.errno() == Errno.EMFILE
              ? "too many open files to spawn " + name
              : "unknown error making dispatchers for " + name + ": " + errno,
          fault);
    }
    return switch (failed.errno()) {
      case Errno.EAGAIN ->
          new Planned.Refused("Too many processes in process table to spawn " + name, fault);
      case Errno.ENOMEM, Errno.EMFILE, Errno.EBADF ->
          new Planned.Refused("unknown error during fork for " + name + ": " + errno, fault);
      default -> new FailedStep(files, facts).diagnose(plan, failed.errno());
    };
  }
}
