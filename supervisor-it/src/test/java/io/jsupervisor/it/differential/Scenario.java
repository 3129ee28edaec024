package io.jsupervisor.it.differential;

import java.util.ArrayList;
import java.util.List;

/**
 * One program and what is done to it. Each scenario has a program of its own, named as the
 * scenario, so that hundreds run side by side on one pair of daemons. {@code %n} in options and
 * words is that name; {@code %d} the directory of the daemon.
 *
 * @param endless it never settles by itself: of its log lines only the distinct ones are compared
 */
record Scenario(String name, List<String> options, List<Step> steps, boolean endless) {
  /** What is done. */
  sealed interface Step {
    /** Runs a command; its output and exit code are compared. */
    record Command(List<String> words) implements Step {}

    /** Waits until the process has kept one state for a while that is none on the way. */
    record Settle() implements Step {}

    /** Waits for a state. */
    record Await(String state) implements Step {}

    /** Sends a signal to the child. */
    record Kill(String signal) implements Step {}
  }

  static Builder of(String name, String command, String... options) {
    return new Builder(name, command, options);
  }

  /** Says a scenario in the order in which it happens. */
  static final class Builder {
    private final String name;
    private final List<String> options = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private boolean endless;

    private Builder(String name, String command, String... options) {
      this.name = name;
      this.options.add("command=" + command);
      this.options.addAll(List.of(options));
    }

    Builder ctl(String... words) {
      steps.add(new Step.Command(List.of(words)));
      return this;
    }

    Builder settle() {
      steps.add(new Step.Settle());
      return this;
    }

    Builder await(String state) {
      steps.add(new Step.Await(state));
      return this;
    }

    Builder kill(String signal) {
      steps.add(new Step.Kill(signal));
      return this;
    }

    Builder endless() {
      endless = true;
      return this;
    }

    Scenario build() {
      return new Scenario(name, List.copyOf(options), List.copyOf(steps), endless);
    }
  }

  /** Its section of the configuration. */
  String section(String directory) {
    StringBuilder text = new StringBuilder("[program:").append(name).append("]\n");
    options.forEach(option -> text.append(filled(option, directory)).append('\n'));
    return text.toString();
  }

  String filled(String text, String directory) {
    return text.replace("%n", name).replace("%d", directory);
  }
}
