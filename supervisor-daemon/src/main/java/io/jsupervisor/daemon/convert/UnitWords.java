package io.jsupervisor.daemon.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Words as systemd takes them apart: quotes anywhere in a word, and the escapes of C
 * (systemd.syntax(7), systemd.service(5)).
 */
final class UnitWords {
  private static final Pattern NUMERIC =
      Pattern.compile("\\\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([0-3][0-7]{2}))");
  private static final String ESCAPES = "abfnrtvs\\\"'";
  private static final String MEANT = "\u0007\b\f\n\r\t\u000b \\\"'";

  private record Word(String raw, String text) {}

  private UnitWords() {}

  static List<String> split(String text) {
    return words(text).stream().map(Word::text).toList();
  }

  /** The commands of a line: a semicolon that stands alone parts them. */
  static List<List<String>> commands(String text) {
    List<List<String>> commands = new ArrayList<>();
    List<String> command = new ArrayList<>();
    for (Word word : words(text)) {
      if (!word.raw.equals(";")) {
        command.add(word.raw.equals("\\;") ? ";" : word.text);
      } else if (!command.isEmpty()) {
        commands.add(command);
        command = new ArrayList<>();
      }
    }
    if (!command.isEmpty()) {
      commands.add(command);
    }
    return commands;
  }

  private static List<Word> words(String text) {
    List<Word> words = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      if (Character.isWhitespace(text.charAt(at))) {
        at++;
        continue;
      }
      StringBuilder word = new StringBuilder();
      int end = wordEnd(text, at, word);
      words.add(new Word(text.substring(at, end), word.toString()));
      at = end;
    }
    return words;
  }

  private static int wordEnd(String text, int begin, StringBuilder word) {
    char quote = 0;
    int at = begin;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\\' && at + 1 < text.length()) {
        at = escaped(text, at, word);
        continue;
      }
      if (quote == 0 && Character.isWhitespace(c)) {
        return at;
      }
      if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (quote != 0 && c == quote) {
        quote = 0;
      } else {
        word.append(c);
      }
      at++;
    }
    return at;
  }

  /** One that is unknown stays as it is. Returns what follows. */
  private static int escaped(String text, int at, StringBuilder word) {
    Matcher numeric = NUMERIC.matcher(text).region(at, text.length());
    if (numeric.lookingAt()) {
      String octal = numeric.group(3);
      String hex = numeric.group(1) != null ? numeric.group(1) : numeric.group(2);
      word.append((char) (octal != null ? Integer.parseInt(octal, 8) : Integer.parseInt(hex, 16)));
      return numeric.end();
    }
    char next = text.charAt(at + 1);
    int known = ESCAPES.indexOf(next);
    if (known >= 0) {
      word.append(MEANT.charAt(known));
    } else {
      word.append('\\').append(next);
    }
    return at + 2;
  }
}
