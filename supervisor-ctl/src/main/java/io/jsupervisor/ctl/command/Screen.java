package io.jsupervisor.ctl.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Where a table is drawn again and again: in place on a terminal, and below each other, only when
 * it differs, elsewhere.
 */
final class Screen implements AutoCloseable {
  private static final String BEGIN = "\033[?7l\033[H\033[2J";
  private static final String HOME = "\033[H";
  private static final String CLEAR_LINE = "\033[K";
  private static final String CLEAR_BELOW = "\033[J";
  private static final String END = "\033[?7h";

  private final OutputStream out;
  private final boolean real;

  /** Lines that fit, one left for the cursor. */
  private final int height;

  private List<String> last = List.of();

  private Screen(OutputStream out, boolean real, int height) {
    this.out = out;
    this.real = real;
    this.height = height;
  }

  static Screen open(OutputStream out) throws IOException {
    boolean real = Terminal.isReal();
    Screen screen = new Screen(out, real, real ? rows() - 1 : Integer.MAX_VALUE);
    screen.write(real ? BEGIN : "");
    return screen;
  }

  void draw(List<String> lines) throws IOException {
    if (lines.equals(last)) {
      return;
    }
    last = lines;
    if (!real) {
      write(String.join("\n", lines) + "\n\n");
      return;
    }
    boolean fits = lines.size() <= height;
    StringBuilder text = new StringBuilder(HOME);
    for (String line : fits ? lines : lines.subList(0, height - 1)) {
      text.append(line).append(CLEAR_LINE).append('\n');
    }
    if (!fits) {
      text.append("... ").append(lines.size() - height + 1).append(" more").append(CLEAR_LINE);
      text.append('\n');
    }
    write(text.append(CLEAR_BELOW).toString());
  }

  /** Asks the program that knows; 24 where there is none. */
  private static int rows() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size").redirectInput(ProcessBuilder.Redirect.INHERIT).start();
      String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      stty.waitFor(1, TimeUnit.SECONDS);
      int rows = Integer.parseInt(size.substring(0, Math.max(0, size.indexOf(' '))));
      return Math.max(3, rows);
    } catch (IOException | NumberFormatException _) {
      return 24;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return 24;
    }
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    write(real ? END : "");
  }
}
