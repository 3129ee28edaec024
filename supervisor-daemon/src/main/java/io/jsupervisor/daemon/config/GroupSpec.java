package io.jsupervisor.daemon.config;

import io.jsupervisor.daemon.core.ProcessSpec;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A named set of processes.
 *
 * @param processes in the order in which they are started
 */
public record GroupSpec(String name, int priority, Kind kind, List<ProcessSpec> processes) {
  public GroupSpec {
    processes = List.copyOf(processes);
  }

  /** What section made it, and what only such a group has. */
  public sealed interface Kind {
    /** {@code [program:x]} outside every {@code [group:x]}, or a {@code [group:x]}. */
    record Programs() implements Kind {}

    /**
     * {@code [eventlistener:x]}.
     *
     * @param events names of event types
     */
    record Listeners(int bufferSize, Set<String> events, String resultHandler) implements Kind {
      public Listeners {
        events = Collections.unmodifiableSet(new LinkedHashSet<>(events));
      }
    }

    /** {@code [fcgi-program:x]} outside every {@code [group:x]}. */
    record Fastcgi(FcgiSocket socket) implements Kind {}
  }

  /** The socket that the processes of an fcgi-program share. */
  public sealed interface FcgiSocket {
    /** As in logs: {@code unix:///path}, {@code tcp://host:port}. */
    String url();

    /**
     * @param owner given to the file after bind; empty leaves the daemon's
     */
    record Unix(String path, int mode, Optional<Accounts.Owner> owner, OptionalInt backlog)
        implements FcgiSocket {
      @Override
      public String url() {
        return "unix://" + path;
      }
    }

    /** A TCP port, IPv4. */
    record Tcp(String host, int port, OptionalInt backlog) implements FcgiSocket {
      @Override
      public String url() {
        return "tcp://" + host + ":" + port;
      }
    }
  }
}
