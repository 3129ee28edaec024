package io.jsupervisor.daemon.config;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Paths as text, by the rules of Python's {@code os.path}: what is shown and compared must be the
 * same characters as with the classic tool.
 *
 * @param directory that relative paths start from: absolute
 */
record PosixPaths(String directory, Map<String, String> environment, Accounts accounts) {
  static String dirname(String path) {
    int slash = path.lastIndexOf('/') + 1;
    String head = path.substring(0, slash);
    int end = head.length();
    while (end > 0 && head.charAt(end - 1) == '/') {
      end--;
    }
    return end == 0 ? head : head.substring(0, end);
  }

  static String basename(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  static String join(String directory, String path) {
    if (path.startsWith("/") || directory.isEmpty()) {
      return path;
    }
    return directory.endsWith("/") ? directory + path : directory + "/" + path;
  }

  /** Absolute, without {@code .}, {@code ..} and doubled slashes; symbolic links stay. */
  String absolute(String path) {
    return normal(join(directory, path));
  }

  private static String normal(String path) {
    boolean absolute = path.startsWith("/");
    // POSIX lets exactly two leading slashes mean something of their own, and Python keeps them.
    String root = path.startsWith("//") && !path.startsWith("///") ? "//" : absolute ? "/" : "";
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      if (!part.equals("..")
          || (!absolute && parts.isEmpty())
          || (!parts.isEmpty() && parts.getLast().equals(".."))) {
        parts.add(part);
      } else if (!parts.isEmpty()) {
        parts.removeLast();
      }
    }
    String text = root + String.join("/", parts);
    return text.isEmpty() ? "." : text;
  }

  /** {@code ~} and {@code ~user} at the start replaced; unchanged where nobody has that name. */
  String expandUser(String path) {
    if (!path.startsWith("~")) {
      return path;
    }
    int slash = path.indexOf('/');
    String user = slash < 0 ? path.substring(1) : path.substring(1, slash);
    Optional<String> home =
        user.isEmpty()
            ? Optional.ofNullable(environment.get("HOME"))
                .or(() -> accounts.home(Integer.toString(accounts.currentUid())))
            : accounts.byName(user).flatMap(account -> accounts.home(account.name()));
    if (home.isEmpty()) {
      return path;
    }
    String root = home.get();
    while (root.endsWith("/")) {
      root = root.substring(0, root.length() - 1);
    }
    String expanded = root + (slash < 0 ? "" : path.substring(slash));
    return expanded.isEmpty() ? "/" : expanded;
  }

  /** Absolute and normal, with {@code ~} expanded. */
  String normalized(String path) {
    return absolute(expandUser(path));
  }

  boolean isDirectory(String path) {
    return !path.isEmpty() && new File(join(directory, path)).isDirectory();
  }

  boolean exists(String path) {
    return !path.isEmpty() && new File(join(directory, path)).exists();
  }

  /** A file whose directory exists; a bare name always is one. */
  String existingDirpath(String text) throws BadValueException {
    String path = expandUser(text);
    String parent = dirname(path);
    if (parent.isEmpty() || isDirectory(parent)) {
      return path;
    }
    throw new BadValueException(
        "The directory named as part of the path " + text + " does not exist",
        "create " + parent + " or name another one");
  }

  String existingDirectory(String text) throws BadValueException {
    String path = expandUser(text);
    if (isDirectory(path)) {
      return path;
    }
    throw new BadValueException(text + " is not an existing directory", "create it");
  }
}
