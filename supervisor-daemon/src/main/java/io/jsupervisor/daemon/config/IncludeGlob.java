package io.jsupervisor.daemon.config;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The file names that a pattern of {@code [include] files} matches: {@code * ? [a-z] [!a]} as in
 * Python's {@code glob}, names with a leading dot only where the pattern has it, {@code **} as
 * {@code *}.
 */
final class IncludeGlob {
  private IncludeGlob() {}

  /** The names in the order in which they are read: sorted by code point. */
  static List<String> expand(String pattern) {
    List<String> names = new ArrayList<>(glob(pattern));
    names.sort(CodePoints::compare);
    return names;
  }

  private static List<String> glob(String pattern) {
    if (!hasMagic(pattern)) {
      boolean there =
          pattern.endsWith("/") ? new File(pattern).isDirectory() : existsAtAll(pattern);
      return there ? List.of(pattern) : List.of();
    }
    String directory = PosixPaths.dirname(pattern);
    String name = PosixPaths.basename(pattern);
    List<String> directories =
        hasMagic(directory) && !directory.equals(pattern) ? glob(directory) : List.of(directory);
    List<String> found = new ArrayList<>();
    for (String each : directories) {
      for (String entry : entries(each, name)) {
        found.add(PosixPaths.join(each, entry));
      }
    }
    return found;
  }

  private static List<String> entries(String directory, String pattern) {
    if (!hasMagic(pattern)) {
      boolean there =
          pattern.isEmpty()
              ? new File(directory).isDirectory()
              : existsAtAll(PosixPaths.join(directory, pattern));
      return there ? List.of(pattern) : List.of();
    }
    String[] names = new File(directory.isEmpty() ? "." : directory).list();
    List<String> found = new ArrayList<>();
    for (String name : names == null ? new String[0] : names) {
      if ((pattern.startsWith(".") || !name.startsWith(".")) && matches(pattern, 0, name, 0)) {
        found.add(name);
      }
    }
    return found;
  }

  private static boolean existsAtAll(String path) {
    return Files.exists(Path.of(path), LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean hasMagic(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('[') >= 0;
  }

  /** Whether a name matches a pattern from given places on. */
  static boolean matches(String pattern, int p, String name, int n) {
    while (p < pattern.length()) {
      char c = pattern.charAt(p);
      if (c == '*') {
        for (int i = name.length(); i >= n; i--) {
          if (matches(pattern, p + 1, name, i)) {
            return true;
          }
        }
        return false;
      }
      if (n >= name.length()) {
        return false;
      }
      int close = c == '[' ? closing(pattern, p) : -1;
      if (close > 0) {
        if (!inSet(pattern.substring(p + 1, close), name.charAt(n))) {
          return false;
        }
        p = close;
      } else if (c != '?' && c != name.charAt(n)) {
        return false;
      }
      p++;
      n++;
    }
    return n == name.length();
  }

  /** The bracket that closes a set; -1 where none does, and {@code [} stands for itself. */
  private static int closing(String pattern, int open) {
    int from = open + 1;
    if (pattern.startsWith("!", from)) {
      from++;
    }
    return pattern.indexOf(']', pattern.startsWith("]", from) ? from + 1 : from);
  }

  private static boolean inSet(String set, char c) {
    boolean negated = set.startsWith("!");
    String chars = negated ? set.substring(1) : set;
    boolean found = false;
    for (int i = 0; i < chars.length(); i++) {
      if (i + 2 < chars.length() && chars.charAt(i + 1) == '-') {
        found |= chars.charAt(i) <= c && c <= chars.charAt(i + 2);
        i += 2;
      } else {
        found |= chars.charAt(i) == c;
      }
    }
    return found != negated;
  }
}
