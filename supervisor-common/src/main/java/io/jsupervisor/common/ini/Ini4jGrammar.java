package io.jsupervisor.common.ini;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.List;
import org.ini4j.Config;
import org.ini4j.spi.EscapeTool;
import org.ini4j.spi.IniHandler;
import org.ini4j.spi.IniParser;

/**
 * Lets ini4j's parser turn logical lines into events. It gets a form of each line in which nothing
 * is ambiguous (escaped, between quotes), because its own ideas of comments, blanks and
 * continuations are not ours; and because events come in the order of the lines, each event finds
 * the place of its line.
 */
final class Ini4jGrammar {
  private static final Config CONFIG = config();

  private Ini4jGrammar() {}

  static void parse(String file, List<LogicalLine> lines, IniEvents events) {
    try {
      var parser = IniParser.newInstance(CONFIG);
      parser.parse(new StringReader(canonical(lines)), new Handler(file, lines, events));
    } catch (IOException impossible) {
      // The canonical form has no line that the parser refuses.
      throw new UncheckedIOException(file, impossible);
    }
  }

  private static Config config() {
    Config config = new Config();
    config.setEscape(true);
    config.setEscapeNewline(false);
    config.setMultiOption(true);
    config.setMultiSection(true);
    config.setLowerCaseOption(false);
    config.setLowerCaseSection(false);
    config.setInclude(false);
    config.setTree(false);
    return config;
  }

  private static String canonical(List<LogicalLine> lines) {
    EscapeTool escape = EscapeTool.getInstance();
    var text = new StringBuilder();
    for (LogicalLine line : lines) {
      switch (line) {
        case LogicalLine.Header(String name, int _) ->
            text.append("[\"").append(escape.escape(name)).append("\"]\n");
        case LogicalLine.Option(String key, String value, int _) ->
            text.append('"')
                .append(escape.escape(key))
                .append("\"=\"")
                .append(escape.escape(value))
                .append("\"\n");
      }
    }
    return text.toString();
  }

  private static final class Handler implements IniHandler {
    private final String file;
    private final List<LogicalLine> lines;
    private final IniEvents events;
    private int next;

    private Handler(String file, List<LogicalLine> lines, IniEvents events) {
      this.file = file;
      this.lines = lines;
      this.events = events;
    }

    @Override
    public void startSection(String quoted) {
      events.section(unquoted(quoted), here());
    }

    @Override
    public void handleOption(String quotedKey, String quotedValue) {
      events.option(unquoted(quotedKey), new IniValue(unquoted(quotedValue), here()));
    }

    private Location here() {
      return new Location(file, lines.get(next++).line());
    }

    private static String unquoted(String text) {
      return text.substring(1, text.length() - 1);
    }

    @Override
    public void startIni() {}

    @Override
    public void endIni() {}

    @Override
    public void endSection() {}

    @Override
    public void handleComment(String comment) {}
  }
}
