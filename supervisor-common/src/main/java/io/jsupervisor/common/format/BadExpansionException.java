package io.jsupervisor.common.format;

/** A value could not be expanded. The message is the classic tool's text. */
public final class BadExpansionException extends Exception {
  private static final long serialVersionUID = 1L;
  private final String cure;

  public BadExpansionException(String message, String cure) {
    super(message, null, false, false);
    this.cure = cure;
  }

  /** What the writer probably meant; empty when there is no guess. */
  public String cure() {
    return cure;
  }
}
