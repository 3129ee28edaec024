package io.jsupervisor.daemon.config;

/** A value is not of its option's type. The message is the classic tool's text. */
final class BadValueException extends Exception {
  private static final long serialVersionUID = 1L;
  private final String cure;

  /**
   * @param classic the reference's text
   * @param cure what is accepted, or what was probably meant; may be empty
   */
  BadValueException(String classic, String cure) {
    super(classic, null, false, false);
    this.cure = cure;
  }

  /** A sentence for people that has the classic text in it. */
  String sentence(String value) {
    String what = getMessage();
    if (what.startsWith("invalid literal for int()")) {
      what = '"' + value + "\" is not a whole number (" + what + ")";
    } else if (what.startsWith("not a valid boolean")) {
      what = '"' + value + "\" is neither true nor false (" + what + ")";
    }
    return cure.isEmpty() ? what : what + "; " + cure;
  }
}
