package io.jsupervisor.ctl.main;

import io.jsupervisor.common.format.BadExpansionException;
import io.jsupervisor.common.format.Expansion;
import io.jsupervisor.common.format.Names;
import io.jsupervisor.common.ini.IniDocument;
import io.jsupervisor.common.ini.IniException;
import io.jsupervisor.common.ini.IniValue;
import io.jsupervisor.common.options.ConfigSearch;
import io.jsupervisor.common.options.OptionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the server is and who asks: the command line, else the section {@code [supervisorctl]},
 * else the defaults.
 *
 * @param username empty for none, as is the password
 * @param prompt of the interactive shell
 * @param historyFile of the interactive shell; empty for none
 * @param fleetUsername for other machines of the fleet; empty for none, as is its password
 */
record Settings(
    String serverurl,
    String username,
    String password,
    String prompt,
    String historyFile,
    String fleetUsername,
    String fleetPassword) {
  private static final String SECTION = "supervisorctl";
  private static final String DEFAULT_SERVERURL = "http://localhost:9001";
  private static final String UNIX = "unix://";

  /**
   * @param argv0 the program as typed, for the search of the file
   * @throws OptionException when the file is missing, unreadable or wrong
   */
  static Settings of(CommandLine line, String argv0) throws OptionException {
    String file = line.values().get("configuration");
    if (file == null) {
      file = ConfigSearch.find(argv0).orElse("");
    }
    Settings fromFile =
        file.isEmpty()
            ? new Settings(DEFAULT_SERVERURL, "", "", "supervisor", "", "", "")
            : read(file);
    Map<String, String> values = line.values();
    return new Settings(
        values.getOrDefault("serverurl", fromFile.serverurl),
        values.getOrDefault("username", fromFile.username),
        values.getOrDefault("password", fromFile.password),
        fromFile.prompt,
        values.getOrDefault("history_file", fromFile.historyFile),
        fromFile.fleetUsername,
        fromFile.fleetPassword);
  }

  private static Settings read(String file) throws OptionException {
    Path path = Path.of(file);
    if (!Files.exists(path)) {
      throw new OptionException("could not find config file " + file);
    }
    IniDocument ini = new IniDocument();
    try {
      ini.readBriefly(path, file);
    } catch (IniException e) {
      throw new OptionException(e.getMessage());
    } catch (IOException e) {
      throw new OptionException("could not read config file " + file);
    }
    if (!ini.hasSection(SECTION)) {
      throw new OptionException(".ini file does not include supervisorctl section");
    }
    Path here = path.toAbsolutePath().normalize().getParent();
    String directory = here == null ? "/" : here.toString();
    String serverurl = option(ini, "serverurl", DEFAULT_SERVERURL, directory);
    if (serverurl.startsWith(UNIX)) {
      serverurl = UNIX + normalized(serverurl.substring(UNIX.length()));
    }
    String history = option(ini, "history_file", "", directory);
    return new Settings(
        serverurl,
        option(ini, "username", "", ""),
        option(ini, "password", "", ""),
        option(ini, "prompt", "supervisor", ""),
        history.isEmpty() ? "" : normalized(history),
        option(ini, "fleet_username", "", ""),
        option(ini, "fleet_password", "", ""));
  }

  /**
   * An option of the section, expanded.
   *
   * @param here the value of that name; empty where the option does not know it
   */
  private static String option(IniDocument ini, String name, String otherwise, String here)
      throws OptionException {
    Optional<IniValue> value = ini.get(SECTION, name);
    String raw = value.isPresent() ? value.get().text() : otherwise;
    if (raw.indexOf('%') < 0) {
      return raw;
    }
    try {
      return Expansion.expand(raw, names(here), SECTION + "." + name);
    } catch (BadExpansionException e) {
      throw new OptionException(e.getMessage());
    }
  }

  private static Names names(String here) {
    Map<String, String> names = new HashMap<>();
    System.getenv().forEach((name, value) -> names.put("ENV_" + name, value));
    if (!here.isEmpty()) {
      names.put("here", here);
    }
    return Names.of(names);
  }

  /** Absolute, without dots, a leading {@code ~} standing for the home directory. */
  private static String normalized(String path) {
    String home = System.getenv("HOME");
    boolean inHome = path.equals("~") || path.startsWith("~/");
    String expanded = inHome && home != null ? home + path.substring(1) : path;
    return Path.of(expanded).toAbsolutePath().normalize().toString();
  }
}
