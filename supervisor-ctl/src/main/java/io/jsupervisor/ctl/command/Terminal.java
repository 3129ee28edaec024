package io.jsupervisor.ctl.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The person, or the script, at the other end of the standard streams. */
public final class Terminal {
  private final OutputStream out;
  private final OutputStream err;
  private Keyboard keyboard;

  /**
   * @param out flushed whenever somebody waits
   */
  public Terminal(InputStream in, OutputStream out, OutputStream err) {
    this.out = out;
    this.err = err;
    this.keyboard = new PlainKeyboard(in, out);
  }

  public OutputStream out() {
    return out;
  }

  public OutputStream err() {
    return err;
  }

  public Keyboard keyboard() {
    return keyboard;
  }

  /** Reads from another keyboard from now on. */
  public void keyboard(Keyboard other) {
    keyboard = other;
  }

  /** Whether a person sees what is printed, and types. */
  @SuppressWarnings("SystemConsoleNull") // null in a runtime that holds java.base alone
  public static boolean isReal() {
    return System.console() != null && System.console().isTerminal();
  }

  /** A line on stderr. */
  public void complain(String line) throws IOException {
    err.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    err.flush();
  }
}
