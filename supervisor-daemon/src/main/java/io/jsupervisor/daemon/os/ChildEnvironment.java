package io.jsupervisor.daemon.os;

import io.jsupervisor.daemon.core.EnvironmentRules;
import io.jsupervisor.daemon.core.ProcessSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The variables of a child (spec 4.2): the daemon's, then generated secrets, then those of files,
 * then ours, then the configured ones; over all of it a virtualenv. Reads files.
 */
final class ChildEnvironment {
  private final DaemonFacts facts;
  private final SecretFolder secrets;

  ChildEnvironment(DaemonFacts facts, SecretFolder secrets) {
    this.facts = facts;
    this.secrets = secrets;
  }

  /**
   * @throws EnvironmentException where a file, a secret or a required variable is missing
   */
  Map<String, String> of(ProcessSpec spec) throws EnvironmentException {
    EnvironmentRules rules = spec.extensions().environment();
    Map<String, String> variables = new LinkedHashMap<>(facts.environment());
    for (EnvironmentRules.Secret secret : rules.secrets()) {
      variables.put(secret.name(), secrets.value(spec.program(), secret));
    }
    for (String file : rules.files()) {
      variables.putAll(EnvFile.read(file, owners(spec)));
    }
    variables.put("SUPERVISOR_ENABLED", "1");
    spec.serverurl()
        .or(facts::serverUrl)
        .ifPresent(url -> variables.put("SUPERVISOR_SERVER_URL", url));
    variables.put("SUPERVISOR_PROCESS_NAME", spec.namespec().name());
    variables.put("SUPERVISOR_GROUP_NAME", spec.namespec().group());
    variables.putAll(spec.environment());
    if (rules.virtualenv().isPresent()) {
      enter(rules.virtualenv().get(), variables);
    }
    require(rules.required(), variables);
    return variables;
  }

  private Set<Integer> owners(ProcessSpec spec) {
    Set<Integer> owners = new HashSet<>(List.of(0, facts.uid()));
    spec.user().ifPresent(user -> owners.add(user.uid()));
    return owners;
  }

  /** What its {@code activate} script does. */
  private static void enter(String virtualenv, Map<String, String> variables)
      throws EnvironmentException {
    if (!Files.isDirectory(Path.of(virtualenv, "bin"))) {
      throw new EnvironmentException(
          "virtualenv "
              + virtualenv
              + " has no directory bin (cure: python3 -m venv "
              + virtualenv
              + ")");
    }
    String path = Optional.ofNullable(variables.get("PATH")).orElse(LaunchPlanner.DEFAULT_PATH);
    variables.put("VIRTUAL_ENV", virtualenv);
    variables.put("PATH", virtualenv + "/bin:" + path);
    variables.remove("PYTHONHOME");
  }

  private static void require(List<String> names, Map<String, String> variables)
      throws EnvironmentException {
    List<String> missing =
        names.stream().filter(name -> variables.getOrDefault(name, "").isEmpty()).toList();
    if (!missing.isEmpty()) {
      throw new EnvironmentException(
          "required_env: "
              + String.join(", ", missing)
              + (missing.size() == 1 ? " is" : " are")
              + " not set (cure: set it in environment= or env_file=)");
    }
  }

  /** {@code NAME=value}. */
  static List<String> lines(Map<String, String> variables) {
    return variables.entrySet().stream()
        .map(variable -> variable.getKey() + "=" + variable.getValue())
        .toList();
  }
}
