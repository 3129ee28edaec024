package io.jsupervisor.ctl.client;

import java.io.IOException;

/** The daemon refused a request as a whole. */
public final class FaultException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final String text;

  /**
   * @param text the classic fault text, such as {@code BAD_NAME: web}
   */
  public FaultException(int code, String text) {
    super(text);
    this.code = code;
    this.text = text;
  }

  /** The classic code, also one that {@link Fault} does not know. */
  public int code() {
    return code;
  }

  public Fault fault() {
    return Fault.of(code);
  }

  public String text() {
    return text;
  }
}
