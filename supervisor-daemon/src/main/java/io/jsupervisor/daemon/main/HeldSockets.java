package io.jsupervisor.daemon.main;

import io.jsupervisor.daemon.config.Accounts;
import io.jsupervisor.daemon.config.HeldAddress;
import io.jsupervisor.daemon.config.SocketSpec;
import io.jsupervisor.daemon.fleet.HeldSocket;
import io.jsupervisor.daemon.fleet.Launching.Holding;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.os.ListeningSockets;
import io.jsupervisor.daemon.os.ListeningSockets.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The listeners of {@code [socket:x]}: bound once, kept over restarts of programs, updates and
 * reloads of the daemon, so that connections wait in the backlog while nobody accepts.
 *
 * <p>A name keeps its descriptor for as long as it is held: a changed address is bound first and
 * then put in the place of the old one by dup3(2). So a start that was prepared before a change and
 * happens after it never hands over a closed or a stranger's descriptor.
 *
 * <p>Any thread but the core's and the streams': it looks names up and makes files.
 */
final class HeldSockets implements AutoCloseable {
  private static final int ONLY_OWNER = 0700;

  private final ListeningSockets sockets;
  private final Accounts accounts;
  private final Map<String, Held> held = new ConcurrentHashMap<>();
  private final Map<String, Refused> problems = new ConcurrentHashMap<>();

  /**
   * @param file what tells the socket file we made from another of that name; null for TCP
   */
  private record Held(SocketSpec spec, int descriptor, Object file) {
    HeldAddress address() {
      return spec.address();
    }
  }

  private record Refused(SocketSpec spec, String why) {}

  /** Why a program cannot have the listeners it asks for. */
  static final class NotHeldException extends Exception {
    private static final long serialVersionUID = 1L;

    NotHeldException(String message) {
      super(message);
    }
  }

  HeldSockets(ListeningSockets sockets, Accounts accounts) {
    this.sockets = sockets;
    this.accounts = accounts;
  }

  /** See {@code Launching.holdSockets}. */
  synchronized Holding hold(List<SocketSpec> all, Predicate<SocketSpec> wanted, DaemonLog log) {
    takeOverRenamed(all);
    Map<String, String> refused = new HashMap<>();
    Set<String> moved = new HashSet<>();
    for (SocketSpec spec : all) {
      Held before = held.get(spec.name());
      if (!wanted.test(spec) || (before != null && before.spec().equals(spec))) {
        continue;
      }
      try {
        held.put(spec.name(), hold(spec, before));
        problems.remove(spec.name());
        if (before == null || !before.address().equals(spec.address())) {
          log.info("listening on " + spec.address() + " for [socket:" + spec.name() + "]");
          moved.add(spec.name());
        }
      } catch (IOException | IllegalArgumentException cannot) {
        String why = sentence(spec, cannot.getMessage(), before);
        problems.put(spec.name(), new Refused(spec, why));
        refused.put(spec.name(), why);
      }
    }
    return new Holding(refused, moved);
  }

  /** A section that only has another name goes on with the listener it has. */
  private void takeOverRenamed(List<SocketSpec> all) {
    Set<String> names = new HashSet<>(all.stream().map(SocketSpec::name).toList());
    for (SocketSpec spec : all) {
      for (Held old : List.copyOf(held.values())) {
        if (!names.contains(old.spec().name())
            && !held.containsKey(spec.name())
            && old.address().equals(spec.address())) {
          held.remove(old.spec().name());
          SocketSpec renamed =
              new SocketSpec(
                  spec.name(),
                  old.spec().listen(),
                  old.spec().backlog(),
                  old.spec().mode(),
                  old.spec().owner());
          held.put(spec.name(), new Held(renamed, old.descriptor(), old.file()));
        }
      }
    }
  }

  private Held hold(SocketSpec spec, Held before) throws IOException {
    Address address = place(spec);
    if (before != null && before.address().equals(spec.address())) {
      sockets.backlog(before.descriptor(), spec.backlog());
      if (address instanceof Address.Unix unix) {
        sockets.permit(unix);
      }
      return new Held(spec, before.descriptor(), before.file());
    }
    int descriptor = sockets.open(address, spec.backlog());
    if (before != null) {
      sockets.replace(before.descriptor(), descriptor);
      removeFile(before);
      descriptor = before.descriptor();
    }
    return new Held(spec, descriptor, fileKey(spec.address()));
  }

  private Address place(SocketSpec spec) {
    return switch (spec.address()) {
      case HeldAddress.Tcp tcp -> new Address.Tcp(tcp.host(), tcp.port());
      case HeldAddress.Unix unix -> {
        Optional<Accounts.Owner> owner = spec.owner(accounts);
        yield new Address.Unix(
            unix.path(),
            spec.mode().orElse(ONLY_OWNER),
            owner.map(o -> OptionalInt.of(o.uid())).orElse(OptionalInt.empty()),
            owner.map(Accounts.Owner::gid).orElse(OptionalInt.empty()),
            true);
      }
    };
  }

  private static String sentence(SocketSpec spec, String why, Held before) {
    String cure =
        why.startsWith("[Errno 98]")
            ? " (cure: end what listens there, or choose another address)"
            : why.startsWith("[Errno 99]")
                ? " (cure: an address of this machine)"
                : why.startsWith("[Errno 13]")
                    ? " (cure: a port above 1023 or a directory of the daemon's user)"
                    : "";
    String kept = before == null ? "" : "; it goes on listening on " + before.address();
    return "[socket:%s] cannot listen on %s: %s%s%s"
        .formatted(spec.name(), spec.address(), why, cure, kept);
  }

  /**
   * The descriptors of these listeners, in their order.
   *
   * @throws NotHeldException with a sentence for people
   */
  List<Integer> descriptors(List<String> names) throws NotHeldException {
    List<Integer> found = new ArrayList<>();
    for (String name : names) {
      Held one = held.get(name);
      if (one == null) {
        Refused refused = problems.get(name);
        throw new NotHeldException(
            refused == null ? "there is no [socket:" + name + "]" : refused.why());
      }
      found.add(one.descriptor());
    }
    return found;
  }

  /** Closes what is neither among these nor where one of these listens. */
  synchronized void release(List<SocketSpec> wanted, DaemonLog log) {
    takeOverRenamed(wanted);
    release(new HashSet<>(wanted.stream().map(SocketSpec::name).toList()), log);
  }

  /** Closes all but these. */
  synchronized void release(Set<String> keep, DaemonLog log) {
    problems.keySet().retainAll(keep);
    for (Held one : List.copyOf(held.values())) {
      if (!keep.contains(one.spec().name())) {
        log.info(
            "no longer listening on " + one.address() + " for [socket:" + one.spec().name() + "]");
        close(one);
      }
    }
  }

  private void close(Held one) {
    held.remove(one.spec().name());
    // Before the descriptor: whoever finds the file finds somebody who listens.
    removeFile(one);
    sockets.close(one.descriptor());
  }

  private static Object fileKey(HeldAddress address) throws IOException {
    return address instanceof HeldAddress.Unix unix
        ? Files.readAttributes(
                Path.of(unix.path()), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
            .fileKey()
        : null;
  }

  private static void removeFile(Held one) {
    try {
      if (one.file() != null && one.file().equals(fileKey(one.address()))) {
        Files.deleteIfExists(Path.of(one.address().toString()));
      }
    } catch (IOException stays) {
      // Nobody listens on it any more, so the next start replaces it.
    }
  }

  /** What is held and what could not be, by name. */
  List<HeldSocket> list() {
    Map<String, HeldSocket> all = new TreeMap<>();
    problems.forEach(
        (name, refused) ->
            all.put(
                name,
                new HeldSocket(
                    name,
                    refused.spec().address().toString(),
                    refused.spec().backlog(),
                    OptionalInt.empty(),
                    Optional.of(refused.why()))));
    held.forEach(
        (name, one) ->
            all.put(
                name,
                new HeldSocket(
                    name,
                    one.address().toString(),
                    one.spec().backlog(),
                    sockets.waiting(one.descriptor()),
                    Optional.ofNullable(problems.get(name)).map(Refused::why))));
    return List.copyOf(all.values());
  }

  @Override
  public synchronized void close() {
    List.copyOf(held.values()).forEach(this::close);
  }
}
