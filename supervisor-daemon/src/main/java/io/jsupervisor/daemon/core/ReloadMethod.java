package io.jsupervisor.daemon.core;

import java.util.Optional;

/** How a program takes on new code in place ({@code reload_method}). */
public enum ReloadMethod {
  /** SIGHUP to the master, which replaces its workers and keeps its pid: Gunicorn, uWSGI. */
  HUP,
  /** SIGUSR2 to the master, which starts a new one beside itself: Gunicorn only. */
  USR2;

  /** What the options say; empty where a restart is a stop and a start. */
  public static Optional<ReloadMethod> of(ProcessSpec spec) {
    return Optional.ofNullable(spec.extensions().options().get("reload_method"))
        .map(text -> valueOf(text.strip()));
  }
}
