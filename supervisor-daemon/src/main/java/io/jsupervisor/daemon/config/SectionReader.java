package io.jsupervisor.daemon.config;

import io.jsupervisor.common.format.BadExpansionException;
import io.jsupervisor.common.format.Expansion;
import io.jsupervisor.common.format.Names;
import io.jsupervisor.common.ini.IniDocument;
import io.jsupervisor.common.ini.IniValue;
import io.jsupervisor.common.ini.Location;
import java.util.Optional;

/**
 * Reads the options of one section. What is wrong becomes a problem at its line, and reading goes
 * on with the default, so that one pass finds everything.
 *
 * @param names for {@code %(…)s}
 * @param suffix that the classic tool puts after its own text
 */
record SectionReader(
    IniDocument document, String section, Names names, Problems problems, String suffix) {
  /** The same section with other names. */
  SectionReader with(Names others) {
    return new SectionReader(document, section, others, problems, suffix);
  }

  Location at(String option) {
    return document
        .get(section, option)
        .map(IniValue::at)
        .or(() -> document.location(section))
        .orElse(new Location("", 0));
  }

  Optional<String> raw(String option) {
    return document.get(section, option).map(IniValue::text);
  }

  /** The expanded text; empty where the option is missing or cannot be expanded. */
  Optional<String> text(String option) {
    return raw(option).flatMap(raw -> expand(option, raw, section + "." + option));
  }

  /** Expands a value once more, under the name that messages then use. */
  Optional<String> expand(String option, String raw, String what) {
    try {
      return Optional.of(Expansion.expand(raw, names, what));
    } catch (BadExpansionException bad) {
      String cure = bad.cure().isEmpty() ? "" : "; " + bad.cure();
      error(option, bad.getMessage() + cure, bad.getMessage());
      return Optional.empty();
    }
  }

  /** The value of an option; empty where it is missing or bad. */
  <T> Optional<T> value(String option, OptionType<T> type) {
    return text(option).flatMap(text -> parse(option, text, type));
  }

  <T> T value(String option, T fallback, OptionType<T> type) {
    return value(option, type).orElse(fallback);
  }

  /** A value whose bad form has a text of the option's own. */
  <T> Optional<T> value(String option, OptionType<T> type, String classicPrefix) {
    return text(option)
        .flatMap(
            text -> {
              try {
                return Optional.of(type.parse(text));
              } catch (BadValueException bad) {
                String classic = classicPrefix + " " + text;
                error(option, classic + " (" + bad.sentence(text) + ")", classic);
                return Optional.empty();
              }
            });
  }

  <T> Optional<T> parse(String option, String text, OptionType<T> type) {
    try {
      return Optional.of(type.parse(text));
    } catch (BadValueException bad) {
      error(option, bad.sentence(text), bad.getMessage());
      return Optional.empty();
    }
  }

  void error(String option, String message, String classic) {
    problems.error(at(option), section, option, message, classic + suffix);
  }

  void error(String option, String message) {
    error(option, message, message);
  }

  void warning(String option, String message) {
    problems.warning(at(option), section, option, message);
  }
}
