package io.jsupervisor.daemon.streams;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Looks for the line by which a child says that it is ready ({@code readiness=log REGEX}), once.
 * Lines may be cut across reads; of a long one the beginning counts. A pattern that backtracks
 * without end is given up line by line: it must not hold the thread that moves everybody's bytes.
 * Stream thread only.
 */
final class ReadyLine {
  private static final int LONGEST = 4096;

  /** Looks at characters that one line may cost: milliseconds at most. */
  private static final int MOST_LOOKS = 200_000;

  private final Pattern pattern;
  private final Runnable found;
  private final Consumer<String> warnings;
  private boolean done;
  private boolean warned;

  ReadyLine(String regex, Runnable found, Consumer<String> warnings) {
    this.pattern = Pattern.compile(regex);
    this.found = found;
    this.warnings = warnings;
  }

  /** Takes what the child writes on one channel. */
  ByteSink channel() {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    return bytes -> {
      while (bytes.hasRemaining() && !done) {
        byte b = bytes.get();
        if (b == '\n') {
          look(line.toString(StandardCharsets.UTF_8));
          line.reset();
        } else if (line.size() < LONGEST) {
          line.write(b);
        }
      }
    };
  }

  private void look(String line) {
    try {
      String text = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
      done = pattern.matcher(new Counted(text, new int[] {MOST_LOOKS})).find();
    } catch (TooLong | StackOverflowError endless) {
      if (!warned) {
        warned = true;
        warnings.accept(
            "readiness=log "
                + pattern
                + " takes too long on a line, which is skipped (cure: a simpler pattern)");
      }
    }
    if (done) {
      found.run();
    }
  }

  private static final class TooLong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLong() {
      super("too long", null, false, false);
    }
  }

  /** Text that allows only so many looks at its characters. */
  private record Counted(CharSequence text, int[] left) implements CharSequence {
    @Override
    public char charAt(int index) {
      if (left[0]-- == 0) {
        throw new TooLong();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Counted(text.subSequence(start, end), left);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
