package io.jsupervisor.daemon.config;

import io.jsupervisor.common.format.NearMiss;
import io.jsupervisor.common.ini.IniDocument;
import io.jsupervisor.common.ini.Location;
import java.util.List;
import java.util.Optional;

/**
 * Finds options and sections that nobody reads. The classic tool is silent about them, so they are
 * warnings, unless the operator asked to be strict.
 */
final class Strays {
  private final IniDocument document;
  private final Problems problems;
  private final boolean strict;

  Strays(IniDocument document, Problems problems, boolean strict) {
    this.document = document;
    this.problems = problems;
    this.strict = strict;
  }

  void find() {
    for (String section : document.sections()) {
      Optional<String> kind = KnownOptions.kind(section);
      if (kind.isEmpty()) {
        strangeSection(section);
      } else if (!KnownOptions.takesAnything(kind.get())) {
        strangeOptions(section, kind.get());
      }
    }
  }

  private void strangeOptions(String section, String kind) {
    List<String> known = KnownOptions.BY_SECTION.get(kind);
    document
        .ownOptions(section)
        .forEach(
            (option, value) -> {
              if (!known.contains(option)) {
                String cure =
                    Words.didYouMean(option, known).orElse("remove it, or see docs/config.md");
                report(value.at(), section, option, "unknown option, ignored; " + cure);
              }
            });
  }

  private void strangeSection(String section) {
    Location at = document.location(section).orElse(new Location("", 0));
    int colon = section.indexOf(':');
    String word = colon < 0 ? section : section.substring(0, colon);
    String rest = colon < 0 ? "NAME" : section.substring(colon + 1).strip();
    List<String> words =
        KnownOptions.BY_SECTION.keySet().stream().map(k -> k.replace(":", "")).toList();
    Optional<String> near = NearMiss.of(word.strip(), words);
    near.ifPresent(
        known -> {
          boolean named = KnownOptions.BY_SECTION.containsKey(known + ":");
          String meant = named ? known + ":" + rest : known;
          report(at, section, "", "unknown section, ignored; did you mean [" + meant + "]?");
        });
  }

  private void report(Location at, String section, String option, String message) {
    if (strict) {
      problems.error(at, section, option, message, "");
    } else {
      problems.warning(at, section, option, message);
    }
  }
}
