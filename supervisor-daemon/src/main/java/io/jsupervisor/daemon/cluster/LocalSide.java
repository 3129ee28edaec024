package io.jsupervisor.daemon.cluster;

import java.util.List;

/** This daemon, as its fleet member sees it. Every method may be called by any thread. */
public interface LocalSide {
  /** All processes now. */
  List<LocalInstance> instances();

  /** False once the daemon stops or restarts. */
  boolean isRunning();

  /** To be called when {@link Peers#view} or an answer of {@link Peers#asked} has changed. */
  void viewChanged();
}
