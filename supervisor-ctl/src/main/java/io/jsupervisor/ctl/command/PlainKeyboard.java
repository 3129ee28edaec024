package io.jsupervisor.ctl.command;

import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jline.utils.Signals;

/**
 * Standard input as it is: a pipe, a file, or a terminal that edits its lines itself. Prompts are
 * printed also where nobody sees them, as by the classic tool.
 */
public final class PlainKeyboard implements Keyboard {
  private final InputStream in;
  private final OutputStream out;

  /**
   * The line that is being read, on a thread of its own because nothing interrupts a read of
   * standard input. One that nobody waits for any more goes to the next who asks.
   */
  private FutureTask<String> pending;

  public PlainKeyboard(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  @Override
  public String line(String prompt) throws IOException {
    out.write(prompt.getBytes(StandardCharsets.UTF_8));
    out.flush();
    if (pending == null) {
      pending = new FutureTask<>(this::read);
      Thread.ofPlatform().daemon().name("keyboard").start(pending);
    }
    try {
      String line = pending.get();
      pending = null;
      return line;
    } catch (InterruptedException _) {
      throw new UserInterrupt();
    } catch (ExecutionException e) {
      pending = null;
      if (e.getCause() instanceof EOFException) {
        throw new EOFException("EOF when reading a line");
      }
      throw new IOException("cannot read standard input: " + e.getCause().getMessage(), e);
    }
  }

  private String read() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int octet = in.read();
    if (octet < 0) {
      throw new EOFException();
    }
    while (octet >= 0 && octet != '\n') {
      line.write(octet);
      octet = in.read();
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  @Override
  public String answer(String question) throws IOException {
    return line(question);
  }

  @Override
  @SuppressWarnings("SystemConsoleNull") // null in a runtime that holds java.base alone
  public String secret(String question) throws IOException {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      return line(question);
    }
    out.flush();
    char[] secret = console.readPassword("%s", question);
    if (secret == null) {
      throw new EOFException("EOF when reading a line");
    }
    return new String(secret);
  }

  @Override
  public void catchInterrupts() {
    Signals.register("INT", Thread.currentThread()::interrupt);
  }

  @Override
  public boolean endsItsLine() {
    return false;
  }

  @Override
  public void close() {
    // Standard input is not ours.
  }
}
