package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.config.UpstreamSpec;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.proxy.Instance;
import io.jsupervisor.daemon.proxy.UpstreamText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An upstream as of a moment; immutable.
 *
 * @param problem why the proxy may not know what it should
 * @param applied when the proxy was told last
 */
public record UpstreamView(
    UpstreamSpec spec,
    Optional<String> problem,
    Optional<Instant> applied,
    List<Member> members,
    List<Instance> instances) {
  public UpstreamView {
    members = List.copyOf(members);
    instances = List.copyOf(instances);
  }

  /**
   * One of its instances.
   *
   * @param in whether the proxy sends requests there, as far as is known
   * @param draining it is out, and its connections end
   * @param connections established at the moment; -1 where they cannot be seen
   * @param node the machine it runs on; empty for this one
   * @param backup whether it gets requests only when no other can
   */
  public record Member(
      Namespec process,
      String host,
      int port,
      int weight,
      boolean ready,
      boolean in,
      boolean draining,
      int connections,
      String node,
      boolean backup) {
    /** The same with a count of connections. */
    Member counted(int established) {
      return new Member(
          process, host, port, weight, ready, in, draining, established, node, backup);
    }
  }

  public String name() {
    return spec.name();
  }

  /** nginx, apache or haproxy. */
  public String proxy() {
    return spec.proxy();
  }

  /** What the daemon writes; empty when it writes none. */
  public Optional<String> file() {
    return spec.file();
  }

  public String method() {
    return spec.method();
  }

  /**
   * What the file would hold for a proxy.
   *
   * @throws IllegalArgumentException for a proxy that is not known, with a sentence for people
   */
  public String text(String proxy) {
    return UpstreamText.of(spec, proxy, instances);
  }
}
