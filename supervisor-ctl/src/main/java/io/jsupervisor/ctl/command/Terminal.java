package io.jsupervisor.ctl.command;

import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The person, or the script, at the other end of the standard streams. */
public record Terminal(InputStream in, OutputStream out, OutputStream err) {
  /**
   * Prints a question and reads a line.
   *
   * @throws EOFException when there is no more input
   */
  public String ask(String question) throws IOException {
    out.write(question.getBytes(StandardCharsets.UTF_8));
    out.flush();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int octet = in.read();
    if (octet < 0) {
      throw new EOFException("EOF when reading a line");
    }
    while (octet >= 0 && octet != '\n') {
      line.write(octet);
      octet = in.read();
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /** Asks for a password without showing it, where the standard streams are a real terminal. */
  @SuppressWarnings("SystemConsoleNull") // null in a runtime that holds java.base alone
  public String askSecret(String question) throws IOException {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      return ask(question);
    }
    out.flush();
    char[] secret = console.readPassword("%s", question);
    if (secret == null) {
      throw new EOFException("EOF when reading a line");
    }
    return new String(secret);
  }

  /** A line on stderr. */
  public void complain(String line) throws IOException {
    err.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    err.flush();
  }
}
