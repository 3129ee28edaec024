package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.config.GroupSpec.FcgiSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The socket of an fcgi-program: open from the first start of any of its processes until the last
 * one is reaped (spec section 10). Counted on the core; opened and closed off it, one after the
 * other, so that a restart never binds before the closing before it is done. Core thread only.
 */
final class GroupSocket {
  private final FcgiSocket address;
  private final Launching launching;
  private final Executor offCore;
  private int users;
  private CompletableFuture<Integer> descriptor = CompletableFuture.completedFuture(-1);
  private CompletableFuture<?> last = descriptor;
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private boolean leaving;

  GroupSocket(FcgiSocket address, Launching launching, Executor offCore) {
    this.address = address;
    this.launching = launching;
    this.offCore = offCore;
  }

  /** One more start; its descriptor, or why there is none. */
  CompletableFuture<Integer> acquire() {
    if (users++ == 0) {
      descriptor = last.handleAsync((before, failure) -> launching.openSocket(address), offCore);
      last = descriptor;
    }
    return descriptor;
  }

  /** A start that came to nothing, or a child that was reaped. */
  void release() {
    if (--users == 0) {
      last = descriptor.thenAcceptAsync(fd -> launching.closeSocket(address, fd), offCore);
      tellGone();
    }
  }

  /** Its group is removed: completes when a new group can have the address. */
  CompletableFuture<Void> leave() {
    leaving = true;
    tellGone();
    return gone;
  }

  private void tellGone() {
    if (leaving && users == 0) {
      var ignored = last.whenComplete((closed, failure) -> gone.complete(null));
    }
  }
}
