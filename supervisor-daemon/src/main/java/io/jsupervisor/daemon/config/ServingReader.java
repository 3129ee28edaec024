package io.jsupervisor.daemon.config;

import io.jsupervisor.daemon.core.Dependency;
import io.jsupervisor.daemon.core.DependentStartup;
import io.jsupervisor.daemon.core.ProbeSpec;
import io.jsupervisor.daemon.core.ProbeSpec.Check;
import io.jsupervisor.daemon.core.ProbeSpec.CodeRange;
import io.jsupervisor.daemon.core.RollRules;
import io.jsupervisor.daemon.core.Serving;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the checked texts of a program's extension options come to. */
final class ServingReader {
  private static final double MILLIS = 1000;
  private static final CodeRange GOOD = new CodeRange(200, 399);

  private final Map<String, String> options;

  private ServingReader(Map<String, String> options) {
    this.options = options;
  }

  /**
   * @param hasPort then a connection to it is the readiness where none is given
   */
  static Serving of(boolean hasPort, Map<String, String> options) {
    return new ServingReader(options).read(hasPort);
  }

  private Serving read(boolean hasPort) {
    Optional<ProbeSpec> readiness = probe("readiness", 1);
    if (readiness.isEmpty() && hasPort) {
      readiness = Optional.of(probe("readiness", new Check.Tcp(), 1));
    }
    RollRules common = RollRules.DEFAULT;
    return new Serving(
        readiness,
        probe("liveness", 10),
        whole("readiness_deadline", Serving.DEFAULT.readinessDeadlineSecs()),
        dependencies(),
        new RollRules(
            (int) whole("max_unavailable", common.maxUnavailable()),
            (int) whole("max_surge", common.maxSurge()),
            whole("min_ready_secs", common.minReadySecs()),
            whole("drain_secs", common.drainSecs())),
        Words.list(options.getOrDefault("sockets", "")),
        dependentStartup());
  }

  private long whole(String option, long otherwise) {
    return Optional.ofNullable(options.get(option)).map(Numbers::checked).orElse(otherwise);
  }

  private double seconds(String option, double otherwise) {
    return Optional.ofNullable(options.get(option))
        .map(text -> Double.parseDouble(text.strip()))
        .orElse(otherwise);
  }

  /** The plug-in's options, where it is asked to act. */
  private Optional<DependentStartup> dependentStartup() {
    if (!flag("dependent_startup")) {
      return Optional.empty();
    }
    return Optional.of(
        new DependentStartup(
            WaitFor.parse(options.getOrDefault("dependent_startup_wait_for", "")),
            flag("dependent_startup_inherit_priority")));
  }

  private boolean flag(String option) {
    try {
      return Words.bool(options.getOrDefault(option, "false"));
    } catch (BadValueException checkedBefore) {
      return false;
    }
  }

  private Optional<ProbeSpec> probe(String option, double interval) {
    return Optional.ofNullable(options.get(option))
        .map(text -> probe(option, check(text), interval));
  }

  private ProbeSpec probe(String option, Check check, double interval) {
    return new ProbeSpec(
        check,
        (long) (seconds(option + "_interval", interval) * MILLIS),
        (long) (seconds(option + "_timeout", 2) * MILLIS),
        (int) whole(option + "_failures", 3));
  }

  private static Check check(String text) {
    String[] words = text.strip().split("\\s+", 2);
    String rest = words.length > 1 ? words[1].strip() : "";
    return switch (words[0]) {
      case "tcp" -> new Check.Tcp();
      case "notify" -> new Check.Notify();
      case "exec" -> new Check.Exec(rest);
      case "log" -> new Check.Log(rest);
      default -> http(rest);
    };
  }

  /** {@code PATH}, or {@code PATH CODES} with codes such as {@code 200-299,401}. */
  private static Check http(String text) {
    String[] words = text.split("\\s+", 2);
    List<CodeRange> codes = new ArrayList<>();
    if (words.length > 1) {
      for (String range : Words.list(words[1])) {
        int dash = range.indexOf('-');
        int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
        int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
        codes.add(new CodeRange(first, last));
      }
    }
    return new Check.Http(words[0], codes.isEmpty() ? List.of(GOOD) : codes);
  }

  private List<Dependency> dependencies() {
    List<Dependency> all = new ArrayList<>();
    for (String item : Words.list(options.getOrDefault("depends_on", ""))) {
      int colon = item.lastIndexOf(':');
      String condition = colon < 0 ? "" : item.substring(colon + 1);
      all.add(
          switch (condition) {
            case "started", "ready", "exited" ->
                new Dependency(
                    item.substring(0, colon),
                    Dependency.Condition.valueOf(condition.toUpperCase(Locale.ROOT)));
            default -> new Dependency(item, Dependency.Condition.STARTED);
          });
    }
    return all;
  }
}
