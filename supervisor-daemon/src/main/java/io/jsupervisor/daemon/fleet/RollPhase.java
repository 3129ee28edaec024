package io.jsupervisor.daemon.fleet;

/** Where a roll is with one process. */
enum RollPhase {
  PENDING("pending"),
  DRAINING("draining"),
  STOPPING("stopping"),
  HELD("waiting for dependencies"),
  STARTING("starting"),
  WAITING("waiting for ready"),
  DONE("done"),
  FAILED("failed");

  private final String word;

  RollPhase(String word) {
    this.word = word;
  }

  /** What users read. */
  String word() {
    return word;
  }
}
