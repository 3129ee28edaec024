package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Account;
import io.jsupervisor.daemon.core.ProcessSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs short commands of the configuration (probes, tests and reloads of proxies) through the one
 * spawner. Core thread only; nothing here blocks.
 */
public interface CommandRunner {
  /**
   * What to run, without a shell, in a process group of its own.
   *
   * @param environment the whole of it; empty takes the daemon's own
   * @param user empty: the daemon's
   * @param timeoutMillis after which the whole group is killed
   */
  record Run(
      List<String> words,
      Optional<String> directory,
      Optional<Map<String, String>> environment,
      Optional<Account> user,
      long timeoutMillis) {
    public Run {
      words = List.copyOf(words);
    }
  }

  /**
   * What it came to.
   *
   * @param ok it exited with 0 in time
   * @param text for people: {@code exit status 1: <its last words>}, {@code no end within 10 s},
   *     why it could not be started
   */
  record Ended(boolean ok, String text) {}

  /** Starts it; {@code done} runs on the core when it has ended, once. */
  void run(Run what, Consumer<Ended> done);

  /**
   * The same for a command line that is run as {@code program} itself is: user, directory,
   * environment, umask.
   *
   * @return calls it off: it is killed, and {@code done} does not run any more
   */
  Runnable runAs(ProcessSpec program, String command, long timeoutMillis, Consumer<Ended> done);
}
