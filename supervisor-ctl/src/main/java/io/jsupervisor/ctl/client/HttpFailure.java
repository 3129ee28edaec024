package io.jsupervisor.ctl.client;

import java.io.IOException;

/** An HTTP answer that is neither a result nor a classic fault. */
public final class HttpFailure extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * @param detail a sentence from the server, or the reason phrase
   */
  public HttpFailure(int status, String detail) {
    super(detail);
    this.status = status;
  }

  public int status() {
    return status;
  }
}
