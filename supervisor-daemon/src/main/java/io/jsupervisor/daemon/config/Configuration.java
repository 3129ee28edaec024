package io.jsupervisor.daemon.config;

import io.jsupervisor.common.ini.IniDocument;
import java.util.List;
import java.util.Optional;

/**
 * Everything the files and the command line say.
 *
 * @param file the main file as it was named
 * @param here its directory, absolute
 * @param servers in the order in which they are opened: inet, then unix
 * @param groups by priority, then name
 * @param infos lines for the main log at level INFO: which files were included
 * @param warnings lines for the main log at level WARN, in the classic words
 * @param document what the files say, merged; not to be changed any more
 */
public record Configuration(
    String file,
    String here,
    SupervisordSection supervisord,
    List<HttpServerSection> servers,
    List<RpcInterfaceSection> rpcInterfaces,
    List<GroupSpec> groups,
    List<ExtensionSection> extensions,
    List<String> infos,
    List<String> warnings,
    IniDocument document) {
  public Configuration {
    servers = List.copyOf(servers);
    rpcInterfaces = List.copyOf(rpcInterfaces);
    groups = List.copyOf(groups);
    extensions = List.copyOf(extensions);
    infos = List.copyOf(infos);
    warnings = List.copyOf(warnings);
  }

  /** Every {@code [socket:x]}. */
  public List<SocketSpec> sockets() {
    return extensions.stream()
        .filter(section -> section.kind().equals("socket"))
        .map(ExtensionSection::socket)
        .toList();
  }

  /** Every {@code [upstream:x]}. */
  public List<UpstreamSpec> upstreams() {
    return extensions.stream()
        .filter(section -> section.kind().equals("upstream"))
        .map(ExtensionSection::upstream)
        .toList();
  }

  /**
   * The {@code [fleet]}; empty where there is none.
   *
   * @param hostname the node's name where the section gives none
   */
  public Optional<FleetSpec> fleet(String hostname) {
    return extensions.stream()
        .filter(section -> section.kind().equals("fleet"))
        .map(section -> FleetCheck.spec(section, hostname))
        .findFirst();
  }
}
