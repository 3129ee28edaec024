package io.jsupervisor.ctl.reference;

/** How one command line ended. */
record Ran(int exitCode, String out, String err) {
  /** Without what differs from run to run: pids, uptimes, dates, and the free form of errors. */
  Ran comparable() {
    String same =
        out.replaceAll("pid [0-9]+, uptime [0-9:]+", "pid P, uptime T")
            .replaceAll("[A-Z][a-z]{2} [0-9]{2} [0-9]{2}:[0-9]{2} [AP]M", "DATE")
            .replaceAll("(?m)error: .*$", "error: ...");
    return new Ran(exitCode, same, err);
  }
}
