package io.jsupervisor.daemon.config;

import io.jsupervisor.common.format.Names;
import java.util.HashMap;
import java.util.Map;

/** What a load starts from, and the names that grow while it reads. Lives for one load. */
final class Sources {
  private final String file;
  private final String here;
  private final String hostname;
  private final Accounts accounts;
  private final PosixPaths paths;
  private final Map<String, String> globalEnvironment = new HashMap<>();

  Sources(String file, Surroundings surroundings) {
    this.file = file;
    this.hostname = surroundings.hostname();
    this.accounts = surroundings.accounts();
    this.paths =
        new PosixPaths(
            surroundings.workingDirectory().toString(), surroundings.environment(), accounts);
    this.here = paths.absolute(PosixPaths.dirname(file));
    defineEnvironment(surroundings.environment());
  }

  /** Makes variables known as {@code %(ENV_x)s} to whatever is read from now on. */
  void defineEnvironment(Map<String, String> environment) {
    environment.forEach((key, value) -> globalEnvironment.put("ENV_" + key, value));
  }

  String file() {
    return file;
  }

  String here() {
    return here;
  }

  String hostname() {
    return hostname;
  }

  PosixPaths paths() {
    return paths;
  }

  Accounts accounts() {
    return accounts;
  }

  AccountTypes accountTypes() {
    return new AccountTypes(accounts);
  }

  /** {@code ENV_…} to values. */
  Map<String, String> globalEnvironment() {
    return globalEnvironment;
  }

  Names globalNames() {
    return Names.of(globalEnvironment);
  }

  /** {@code here} and {@code ENV_*}. */
  Names hereNames() {
    return Names.of(Map.of("here", here)).over(globalNames());
  }
}
