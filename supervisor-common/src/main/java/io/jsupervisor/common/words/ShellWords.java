package io.jsupervisor.common.words;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command into words as the classic tool does (Python's {@code shlex.split}): blanks
 * separate, quotes and backslash protect; no variables, no patterns, and {@code #} is data.
 */
public final class ShellWords {
  private ShellWords() {}

  /**
   * The words of a command, in order.
   *
   * @throws WordsException {@code No closing quotation} or {@code No escaped character}
   */
  public static List<String> split(String command) throws WordsException {
    List<String> words = new ArrayList<>();
    var lexer = new Lexer(command, Lexer.Rules.SHELL);
    for (String word = lexer.next(); word != null; word = lexer.next()) {
      words.add(word);
    }
    return words;
  }
}
