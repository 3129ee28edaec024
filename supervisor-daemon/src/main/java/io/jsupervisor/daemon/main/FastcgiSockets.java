package io.jsupervisor.daemon.main;

import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.config.GroupSpec.FcgiSocket;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.os.ListeningSockets;
import io.jsupervisor.daemon.os.ListeningSockets.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** The sockets of fcgi-programs, with the classic lines in the main log. */
final class FastcgiSockets implements AutoCloseable {
  private final ListeningSockets sockets;
  private final DaemonLog log;
  private final Set<Integer> open = new HashSet<>();
  private boolean ended;

  FastcgiSockets(ListeningSockets sockets, DaemonLog log) {
    this.sockets = sockets;
    this.log = log;
  }

  /** Makes each once: what cannot be bound is to be known before anything starts. */
  void check(List<GroupSpec> groups) throws StartException {
    for (GroupSpec group : groups) {
      if (group.kind() instanceof GroupSpec.Kind.Fastcgi(FcgiSocket address)) {
        try {
          close(address, open(address));
        } catch (UncheckedIOException cannot) {
          throw new StartException(cannot.getMessage());
        }
      }
    }
  }

  int open(FcgiSocket address) {
    log.info("Creating socket " + address.url());
    try {
      return kept(sockets.open(place(address), backlog(address)));
    } catch (IOException cannot) {
      throw new UncheckedIOException(
          "Could not create FastCGI socket " + address.url() + ": " + cannot.getMessage(), cannot);
    }
  }

  /** A start that was prepared while the daemon ended must not leave the address taken. */
  private synchronized int kept(int descriptor) throws IOException {
    if (ended) {
      sockets.close(descriptor);
      throw new IOException("the daemon has stopped");
    }
    open.add(descriptor);
    return descriptor;
  }

  synchronized void close(FcgiSocket address, int descriptor) {
    log.info("Closing socket " + address.url());
    if (open.remove(descriptor)) {
      sockets.close(descriptor);
    }
  }

  private static Address place(FcgiSocket address) {
    return switch (address) {
      case FcgiSocket.Unix unix ->
          new Address.Unix(
              unix.path(),
              unix.mode(),
              unix.owner().map(o -> OptionalInt.of(o.uid())).orElse(OptionalInt.empty()),
              unix.owner().map(o -> o.gid()).orElse(OptionalInt.empty()));
      case FcgiSocket.Tcp tcp -> new Address.Tcp(tcp.host(), tcp.port());
    };
  }

  private static OptionalInt backlog(FcgiSocket address) {
    return switch (address) {
      case FcgiSocket.Unix unix -> unix.backlog();
      case FcgiSocket.Tcp tcp -> tcp.backlog();
    };
  }

  /** Lets go of what a child that the daemon lost track of still held. */
  @Override
  public synchronized void close() {
    ended = true;
    open.forEach(sockets::close);
    open.clear();
  }
}
