package io.jsupervisor.daemon.config;

import io.jsupervisor.common.words.ShellWords;
import io.jsupervisor.common.words.WordsException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** An option that only jsupervisor knows, and what it accepts. */
record ExtensionOption(String name, Form form) {
  /** The kinds of values. */
  enum Form {
    PORT,
    HOST,
    PROTOCOL,
    PROBE,
    SECONDS,
    POSITIVE_SECONDS,
    POSITIVE,
    COUNT,
    BOOL,
    DEPENDENCIES,
    WAIT_FOR,
    NAMES,
    VARIABLES,
    PATHS,
    SECRETS,
    COMMAND,
    TEXT,
    REQUIRED_TEXT,
    OCTAL,
    METHOD,
    PROXY,
    LISTEN,
    RELOAD,
    SCOPE,
    REMOTE,
    WEIGHT
  }

  /** A path, and the codes that are a yes. */
  private static final Pattern HTTP =
      Pattern.compile(
          "/\\S*(\\s+[1-5]\\d\\d(-[1-5]\\d\\d)?(\\s*,\\s*[1-5]\\d\\d(-[1-5]\\d\\d)?)*)?");

  /** A thousand million: some thirty years, more processes than there can be. */
  private static final long MOST = 1_000_000_000;

  /** The name of an environment variable. */
  static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private static final Set<String> PROTOCOLS = Set.of("http", "uwsgi", "fastcgi", "scgi", "tcp");
  private static final Set<String> RELOADS = Set.of("HUP", "USR2");
  private static final Set<String> CONDITIONS = Set.of("started", "ready", "exited");

  /** Options of {@code [program:x]} and its relatives. */
  static final List<ExtensionOption> OF_PROGRAM =
      List.of(
          of("host", Form.HOST),
          of("port", Form.PORT),
          of("protocol", Form.PROTOCOL),
          of("readiness", Form.PROBE),
          of("readiness_interval", Form.POSITIVE_SECONDS),
          of("readiness_timeout", Form.POSITIVE_SECONDS),
          of("readiness_failures", Form.POSITIVE),
          of("readiness_deadline", Form.SECONDS),
          of("liveness", Form.PROBE),
          of("liveness_interval", Form.POSITIVE_SECONDS),
          of("liveness_timeout", Form.POSITIVE_SECONDS),
          of("liveness_failures", Form.POSITIVE),
          of("depends_on", Form.DEPENDENCIES),
          of("dependent_startup", Form.BOOL),
          of("dependent_startup_wait_for", Form.WAIT_FOR),
          of("dependent_startup_inherit_priority", Form.BOOL),
          of("max_unavailable", Form.COUNT),
          of("max_surge", Form.COUNT),
          of("min_ready_secs", Form.SECONDS),
          of("drain_secs", Form.SECONDS),
          of("weight", Form.WEIGHT),
          of("sockets", Form.NAMES),
          of("required_env", Form.VARIABLES),
          of("env_file", Form.PATHS),
          of("generate_secret", Form.SECRETS),
          of("virtualenv", Form.REQUIRED_TEXT),
          of("reload_method", Form.RELOAD),
          of("uwsgi_stats", Form.LISTEN),
          of("essential", Form.BOOL),
          of("stdout_journal", Form.BOOL),
          of("stderr_journal", Form.BOOL));

  /** Options of {@code [socket:x]}. */
  static final List<ExtensionOption> OF_SOCKET =
      List.of(
          of("listen", Form.REQUIRED_TEXT),
          of("backlog", Form.POSITIVE),
          of("mode", Form.OCTAL),
          of("owner", Form.REQUIRED_TEXT));

  /** Options of {@code [upstream:x]}. */
  static final List<ExtensionOption> OF_UPSTREAM =
      List.of(
          of("programs", Form.NAMES),
          of("proxy", Form.PROXY),
          of("file", Form.REQUIRED_TEXT),
          of("method", Form.METHOD),
          of("test_command", Form.COMMAND),
          of("reload_command", Form.COMMAND),
          of("settle_secs", Form.SECONDS),
          of("pid_file", Form.REQUIRED_TEXT),
          of("runtime_socket", Form.REQUIRED_TEXT),
          of("backend", Form.REQUIRED_TEXT),
          of("scope", Form.SCOPE),
          of("remote", Form.REMOTE),
          of("protocol", Form.PROTOCOL));

  /** Options of {@code [fleet]}. */
  static final List<ExtensionOption> OF_FLEET =
      List.of(
          of("cluster", Form.REQUIRED_TEXT),
          of("endpoints", Form.REQUIRED_TEXT),
          of("node", Form.TEXT),
          of("address", Form.TEXT),
          of("ttl", Form.POSITIVE_SECONDS),
          of("username", Form.TEXT),
          of("password", Form.TEXT),
          of("cacert", Form.TEXT),
          of("cert", Form.TEXT),
          of("key", Form.TEXT));

  private static ExtensionOption of(String name, Form form) {
    return new ExtensionOption(name, form);
  }

  /** The text itself, if it is of the option's form. */
  String checked(String text) throws BadValueException {
    switch (form) {
      case PORT -> Numbers.port(text);
      case HOST -> need(!text.isBlank() && !text.contains(" "), text, "give a host or an address");
      case PROTOCOL -> oneOf(text, PROTOCOLS);
      case PROBE -> probe(text);
      case SECONDS -> between(0, text, Numbers.integer(text), "seconds, a whole number");
      case POSITIVE_SECONDS ->
          need(
              seconds(text) >= 0.001 && seconds(text) <= MOST,
              text,
              "give seconds, more than 0, such as 0.5 or 10");
      case POSITIVE -> between(1, text, Numbers.integer(text), "a whole number");
      case COUNT -> between(0, text, Numbers.integer(text), "a number of processes");
      case BOOL -> Words.bool(text);
      case DEPENDENCIES -> dependencies(text);
      case WAIT_FOR -> WaitFor.check(text);
      case NAMES -> names(text);
      case VARIABLES -> variables(text);
      case PATHS -> names(text);
      case SECRETS -> Secrets.check(text);
      case COMMAND -> command(text);
      case TEXT -> {}
      case REQUIRED_TEXT -> need(!text.isEmpty(), text, "give a value");
      case OCTAL -> Numbers.octal(text);
      case LISTEN -> HeldAddress.parse(text);
      case RELOAD -> oneOf(text.strip(), RELOADS);
      case METHOD -> oneOf(text, Set.of("round_robin", "least_conn", "ip_hash", "random"));
      case WEIGHT -> weight(text);
      case SCOPE -> oneOf(text, Set.of("local", "fleet"));
      case REMOTE -> oneOf(text, Set.of("equal", "backup"));
      case PROXY -> oneOf(text, Set.of("nginx", "apache", "haproxy"));
    }
    return text;
  }

  /** All proxies take these. */
  private static void weight(String text) throws BadValueException {
    long weight = Numbers.integer(text);
    need(weight >= 1 && weight <= 100, text, "give a weight from 1 to 100");
  }

  private static void between(long least, String text, long number, String what)
      throws BadValueException {
    need(
        number >= least && number <= MOST, text, "give " + what + " from " + least + " to " + MOST);
  }

  private static void names(String text) throws BadValueException {
    Set<String> seen = new HashSet<>();
    for (String name : Words.list(text)) {
      need(!name.isEmpty(), text, "write names with a comma between");
      if (!seen.add(name)) {
        throw new BadValueException("it names \"" + name + "\" twice", "name it once");
      }
    }
    need(!seen.isEmpty(), text, "give a value");
  }

  private static void variables(String text) throws BadValueException {
    names(text);
    for (String name : Words.list(text)) {
      need(VARIABLE.matcher(name).matches(), name, "a variable has letters, digits and _ only");
    }
  }

  private static void command(String text) throws BadValueException {
    try {
      need(!ShellWords.split(text).isEmpty(), text, "give a command");
    } catch (WordsException bad) {
      throw new BadValueException(
          "can't parse command: " + bad.getMessage(), "the quotes do not match up");
    }
  }

  private static double seconds(String text) throws BadValueException {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException notOne) {
      throw new BadValueException(
          '"' + text + "\" is not a number of seconds", "such as 0.5 or 10");
    }
  }

  private static void dependencies(String text) throws BadValueException {
    for (String item : Words.list(text)) {
      int colon = item.lastIndexOf(':');
      need(!item.isEmpty() && colon != 0, item, "write program:started, :ready or :exited");
      if (colon > 0) {
        oneOf(item.substring(colon + 1), CONDITIONS);
      }
    }
  }

  private static void probe(String text) throws BadValueException {
    String[] words = text.strip().split("\\s+", 2);
    boolean bare = words.length == 1;
    boolean good =
        switch (words[0]) {
          case "tcp", "notify" -> bare;
          case "http" -> !bare && HTTP.matcher(words[1].strip()).matches();
          case "exec" -> !bare;
          case "log" -> !bare && isRegex(words[1]);
          default -> false;
        };
    need(good, text, "give tcp, http /PATH [CODES], exec COMMAND, notify or log REGEX");
  }

  private static boolean isRegex(String text) {
    try {
      Pattern.compile(text);
      return true;
    } catch (PatternSyntaxException bad) {
      return false;
    }
  }

  private static void oneOf(String text, Set<String> words) throws BadValueException {
    if (!words.contains(text)) {
      String[] sorted = words.toArray(String[]::new);
      Arrays.sort(sorted);
      throw new BadValueException(
          '"' + text + "\" is not one of " + String.join(", ", sorted),
          Words.didYouMean(text, words).orElse(""));
    }
  }

  private static void need(boolean good, String text, String cure) throws BadValueException {
    if (!good) {
      throw new BadValueException('"' + text + "\" is not accepted", cure);
    }
  }
}
