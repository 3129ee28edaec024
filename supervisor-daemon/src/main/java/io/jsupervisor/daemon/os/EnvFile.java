package io.jsupervisor.daemon.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of {@code env_file}: lines {@code KEY=VALUE}, maybe behind {@code export}; blank lines and
 * those that begin with {@code #} are passed over. A value in single quotes is taken as it is; in
 * double quotes a backslash protects a quote, a backslash or a dollar sign, and {@code \n} is a
 * line end; without quotes {@code #} behind a blank begins a comment. Nothing is put in for {@code
 * $VAR}.
 */
final class EnvFile {
  private static final int GROUP_AND_OTHERS = 077;
  private static final long MOST_BYTES = 1 << 20;
  private static final Pattern LINE =
      Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*)");
  private static final Pattern SINGLE = Pattern.compile("'([^']*)'\\s*(#.*)?");
  private static final Pattern DOUBLE = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"\\s*(#.*)?");

  private EnvFile() {}

  /**
   * Reads a file as it is now.
   *
   * @param owners whose it may be: others could change what a program runs with
   */
  static Map<String, String> read(String file, Set<Integer> owners) throws EnvironmentException {
    Path path = Path.of(file);
    try {
      Map<String, Object> is = Files.readAttributes(path, "unix:mode,uid,size");
      if (((Integer) is.get("mode") & GROUP_AND_OTHERS) != 0) {
        throw new EnvironmentException(
            "env_file " + file + " may be read by others (cure: chmod 600 " + file + ")");
      }
      if (!owners.contains((Integer) is.get("uid"))) {
        throw new EnvironmentException(
            "env_file "
                + file
                + " belongs to user "
                + is.get("uid")
                + ", who has no say in this program (cure: chown it to its user, or to root)");
      }
      if ((Long) is.get("size") > MOST_BYTES) {
        throw new EnvironmentException("env_file " + file + " is larger than 1 MB");
      }
      return parse(file, NativeText.decode(Files.readAllBytes(path)));
    } catch (NoSuchFileException missing) {
      throw new EnvironmentException("env_file " + file + " does not exist (cure: create it)");
    } catch (IOException unreadable) {
      throw new EnvironmentException("cannot read env_file " + file + ": " + unreadable);
    }
  }

  static Map<String, String> parse(String file, String text) throws EnvironmentException {
    Map<String, String> variables = new LinkedHashMap<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      Matcher matcher = LINE.matcher(line);
      // The line itself is not shown: it may hold a secret.
      if (!matcher.matches()) {
        throw new EnvironmentException(file + ":" + (i + 1) + ": this line is not KEY=VALUE");
      }
      variables.put(matcher.group(1), value(file, i + 1, matcher.group(2)));
    }
    return variables;
  }

  private static String value(String file, int line, String text) throws EnvironmentException {
    if (text.startsWith("'") || text.startsWith("\"")) {
      Matcher single = SINGLE.matcher(text);
      Matcher quoted = DOUBLE.matcher(text);
      if (single.matches()) {
        return single.group(1);
      }
      if (quoted.matches()) {
        return unescaped(quoted.group(1));
      }
      throw new EnvironmentException(file + ":" + line + ": the quotes do not match up");
    }
    return text.startsWith("#") ? "" : text.split("\\s#", 2)[0].strip();
  }

  private static String unescaped(String text) {
    var plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        char next = text.charAt(++i);
        switch (next) {
          case 'n' -> plain.append('\n');
          case '"', '\\', '$', '`' -> plain.append(next);
          default -> plain.append(c).append(next);
        }
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }
}
