package io.jsupervisor.ctl.shell;

import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.impl.DefaultParser;

/** Words end at blanks and nowhere else: the shell knows no quotes and no escapes. */
final class Words implements Parser {
  private final DefaultParser blanks = new DefaultParser().quoteChars(null).escapeChars(null);

  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    return blanks.parse(line, cursor, context);
  }

  @Override
  public boolean isEscapeChar(char c) {
    return false;
  }
}
