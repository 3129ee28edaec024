package io.jsupervisor.common.options;

/** A command line that cannot be used. The message is the classic text without {@code Error: }. */
public final class OptionException extends Exception {
  private static final long serialVersionUID = 1L;

  public OptionException(String message) {
    super(message);
  }

  /**
   * The two lines that go to stderr, with their line ends; the exit code that belongs to them is 2.
   */
  public String report(String argv0) {
    return "Error: " + getMessage() + "\nFor help, use " + argv0 + " -h\n";
  }
}
