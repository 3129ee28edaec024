package io.jsupervisor.common.format;

/** Why a text with {@code %(name)s} in it cannot be expanded. */
public abstract sealed class FormatFault extends Exception {
  private static final long serialVersionUID = 1L;

  private FormatFault(String message) {
    super(message, null, false, false);
  }

  /** A name that nobody defined. */
  public static final class UnknownName extends FormatFault {
    private static final long serialVersionUID = 1L;
    private final String name;

    public UnknownName(String name) {
      super(name);
      this.name = name;
    }

    public String name() {
      return name;
    }
  }

  /** The text after a percent sign is not a format; the message says why, in Python's words. */
  public static final class BadSyntax extends FormatFault {
    private static final long serialVersionUID = 1L;

    public BadSyntax(String message) {
      super(message);
    }
  }
}
