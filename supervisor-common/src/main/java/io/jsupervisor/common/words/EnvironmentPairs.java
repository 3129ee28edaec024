package io.jsupervisor.common.words;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The value of {@code environment=}: {@code KEY=value,KEY2="with, comma"}. Tokens are taken in
 * fours: key, {@code =}, value, and one token as separator that is never looked at.
 */
public final class EnvironmentPairs {
  private EnvironmentPairs() {}

  /**
   * The pairs in order of first appearance; the last value of a key wins.
   *
   * @param raw the value, already expanded
   * @throws WordsException with the classic text
   */
  public static Map<String, String> parse(String raw) throws WordsException {
    List<String> tokens = new ArrayList<>();
    var lexer = new Lexer(raw, Lexer.Rules.PAIRS);
    for (String token = lexer.next(); token != null; token = lexer.next()) {
      tokens.add(token);
    }
    Map<String, String> pairs = new LinkedHashMap<>();
    for (int i = 0; i < tokens.size(); i += 4) {
      if (i + 2 >= tokens.size() || !tokens.get(i + 1).equals("=")) {
        throw new WordsException("Unexpected end of key/value pairs in value '" + raw + "'");
      }
      pairs.put(tokens.get(i), tokens.get(i + 2));
    }
    return pairs;
  }
}
