package io.jsupervisor.ctl.command;

import java.io.IOException;

/** Somebody pressed Ctrl-C while the program waited. Ends the command, and the shell with it. */
public final class UserInterrupt extends IOException {
  private static final long serialVersionUID = 1L;

  public UserInterrupt() {
    super("interrupted");
  }
}
