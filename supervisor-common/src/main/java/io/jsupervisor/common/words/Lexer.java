package io.jsupervisor.common.words;

/** Python's shlex in POSIX mode, for the two rule sets the configuration needs. */
final class Lexer {
  /** What is part of a word, and whether {@code #} opens a comment. */
  enum Rules {
    /** Everything that is not blank is part of a word. */
    SHELL,
    /** {@code environment=}: a few characters make words, every other one stands alone. */
    PAIRS;

    boolean isWord(char c) {
      return this == SHELL
          || (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || "_/.+-():".indexOf(c) >= 0
          || (c >= 0xc0 && c <= 0xff && c != 0xd7 && c != 0xf7);
    }

    boolean isComment(char c) {
      return this == PAIRS && c == '#';
    }
  }

  private final String text;
  private final Rules rules;
  private int at;

  Lexer(String text, Rules rules) {
    this.text = text;
    this.rules = rules;
  }

  /** The next token; null at the end. */
  String next() throws WordsException {
    var token = new StringBuilder();
    boolean begun = false;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (isBlank(c) || rules.isComment(c)) {
        at++;
        if (rules.isComment(c)) {
          skipLine();
        }
        if (begun) {
          return token.toString();
        }
      } else if (c == '\'' || c == '"') {
        at++;
        quoted(c, token);
        begun = true;
      } else if (c == '\\') {
        at++;
        if (at >= text.length()) {
          throw new WordsException("No escaped character");
        }
        token.append(text.charAt(at++));
        begun = true;
      } else if (rules.isWord(c)) {
        at++;
        token.append(c);
        begun = true;
      } else if (begun) {
        return token.toString();
      } else {
        int codePoint = text.codePointAt(at);
        at += Character.charCount(codePoint);
        return Character.toString(codePoint);
      }
    }
    return begun ? token.toString() : null;
  }

  private void quoted(char quote, StringBuilder token) throws WordsException {
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == quote) {
        return;
      }
      if (c == '\\' && quote == '"') {
        if (at >= text.length()) {
          throw new WordsException("No escaped character");
        }
        char escaped = text.charAt(at++);
        // Inside double quotes a backslash protects only itself and the quote.
        if (escaped != '\\' && escaped != '"') {
          token.append('\\');
        }
        token.append(escaped);
      } else {
        token.append(c);
      }
    }
    throw new WordsException("No closing quotation");
  }

  private void skipLine() {
    int end = text.indexOf('\n', at);
    at = end < 0 ? text.length() : end + 1;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }
}
