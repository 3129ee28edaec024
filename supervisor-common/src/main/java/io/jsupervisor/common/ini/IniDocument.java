package io.jsupervisor.common.ini;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The sections of one or more files of the dialect, merged: a section that appears again adds to
 * the first, the last value of an option wins, and the options of {@code [DEFAULT]} belong to every
 * section. Not for several threads.
 */
public final class IniDocument {
  private static final String HERE = "%(here)s";

  private final Map<String, Section> sections = new LinkedHashMap<>();
  private final Map<String, IniValue> defaults = new LinkedHashMap<>();

  /** Sections that the file read last has touched. */
  private final Set<Section> touched = new LinkedHashSet<>();

  private static final class Section {
    private final Location at;
    private final Map<String, IniValue> options = new LinkedHashMap<>();

    private Section(Location at) {
      this.at = at;
    }
  }

  /**
   * Adds the sections of a file.
   *
   * @param name the file's name in messages
   * @throws IOException when it cannot be read
   * @throws IniException when it is not in the dialect; what was read before stays
   */
  public void read(Path file, String name) throws IOException, IniException {
    add(name, IniText.decode(name, Files.readAllBytes(file)));
  }

  /**
   * As {@link #read}, with the same outcome, but without ini4j's parser: its start takes longer
   * than everything else that a program does which runs once for each command.
   */
  public void readBriefly(Path file, String name) throws IOException, IniException {
    touched.clear();
    Merge merge = new Merge();
    for (LogicalLine line : LogicalLines.of(name, IniText.decode(name, Files.readAllBytes(file)))) {
      line.tell(name, merge);
    }
  }

  /**
   * Adds the sections of a text; lines end with LF.
   *
   * @param name the text's name in messages
   */
  public void add(String name, String text) throws IniException {
    touched.clear();
    Ini4jGrammar.parse(name, LogicalLines.of(name, text), new Merge());
  }

  /** Puts what a file says into the document. */
  private final class Merge implements IniEvents {
    private Map<String, IniValue> current = Map.of();

    @Override
    public void section(String name, Location at) {
      if (name.equals("DEFAULT")) {
        current = defaults;
        return;
      }
      Section section = sections.computeIfAbsent(name, n -> new Section(at));
      touched.add(section);
      current = section.options;
    }

    @Override
    public void option(String key, IniValue value) {
      current.put(key, value);
    }
  }

  /** Section names in order of first appearance, without {@code DEFAULT}. */
  public List<String> sections() {
    return List.copyOf(sections.keySet());
  }

  public boolean hasSection(String name) {
    return sections.containsKey(name);
  }

  /** Where the header of a section first stands. */
  public Optional<Location> location(String section) {
    return Optional.ofNullable(sections.get(section)).map(found -> found.at);
  }

  /** The value of an option, of the section itself or of {@code [DEFAULT]}. */
  public Optional<IniValue> get(String section, String option) {
    Section found = sections.get(section);
    IniValue own = found == null ? null : found.options.get(option);
    return Optional.ofNullable(own != null ? own : defaults.get(option));
  }

  /** The options of a section and of {@code [DEFAULT]}, its own ones first. */
  public Collection<String> options(String section) {
    Section found = sections.get(section);
    Set<String> names = new LinkedHashSet<>(found == null ? List.of() : found.options.keySet());
    names.addAll(defaults.keySet());
    return names;
  }

  /** The options that stand in the section itself, with their values. */
  public Map<String, IniValue> ownOptions(String section) {
    Section found = sections.get(section);
    return found == null ? Map.of() : Collections.unmodifiableMap(found.options);
  }

  /**
   * Replaces {@code %(here)s} by a directory in every value that still has it, as the classic tool
   * does after each file it reads. A default that has it becomes an option of every section.
   */
  public void replaceHere(String directory) {
    boolean inDefaults = false;
    for (Map.Entry<String, IniValue> option : defaults.entrySet()) {
      if (option.getValue().text().contains(HERE)) {
        inDefaults = true;
        for (Section section : sections.values()) {
          section.options.putIfAbsent(option.getKey(), option.getValue());
        }
      }
    }
    // Values of earlier files have been replaced already, so only new ones are looked at.
    for (Section section : new ArrayList<>(inDefaults ? sections.values() : touched)) {
      for (Map.Entry<String, IniValue> option : section.options.entrySet()) {
        IniValue value = option.getValue();
        if (value.text().contains(HERE)) {
          option.setValue(new IniValue(value.text().replace(HERE, directory), value.at()));
        }
      }
    }
  }
}
