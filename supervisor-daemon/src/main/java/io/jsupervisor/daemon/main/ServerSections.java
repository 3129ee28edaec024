package io.jsupervisor.daemon.main;

import io.jsupervisor.daemon.api.ServerSettings;
import io.jsupervisor.daemon.config.Accounts;
import io.jsupervisor.daemon.config.Configuration;
import io.jsupervisor.daemon.config.HttpServerSection;
import io.jsupervisor.daemon.config.HttpServerSection.Address;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The server sections of a configuration, in the words of the HTTP room. */
final class ServerSections {
  private ServerSections() {}

  static List<ServerSettings> settings(Configuration configuration) {
    return configuration.servers().stream().map(ServerSections::settings).toList();
  }

  private static ServerSettings settings(HttpServerSection section) {
    ServerSettings.Address address =
        switch (section.address()) {
          case Address.Inet(String host, int port) -> new ServerSettings.Address.Inet(host, port);
          case Address.Unix(String path, int mode, Optional<Accounts.Owner> owner) ->
              new ServerSettings.Address.Unix(
                  Path.of(path),
                  mode,
                  owner.map(o -> OptionalInt.of(o.uid())).orElse(OptionalInt.empty()),
                  owner.map(Accounts.Owner::gid).orElse(OptionalInt.empty()));
        };
    Optional<ServerSettings.Login> login =
        section
            .credentials()
            .filter(c -> !c.username().isEmpty())
            .map(c -> new ServerSettings.Login(c.username(), c.password()));
    // Where nothing is asked, nobody is told apart.
    Map<String, String> readers = login.isPresent() ? section.readers() : Map.of();
    return new ServerSettings(
        section.section(),
        address,
        new ServerSettings.Access(login, readers, section.allowedHosts()));
  }

  /** SUPERVISOR_SERVER_URL for the children: the first unix server, else the first inet server. */
  static Optional<String> url(Configuration configuration) {
    Optional<String> unix =
        configuration.servers().stream()
            .map(HttpServerSection::address)
            .filter(Address.Unix.class::isInstance)
            .map(a -> "unix://" + ((Address.Unix) a).path())
            .findFirst();
    return unix.or(
        () ->
            configuration.servers().stream()
                .map(HttpServerSection::address)
                .filter(Address.Inet.class::isInstance)
                .map(Address.Inet.class::cast)
                .map(
                    a -> "http://" + (a.host().isEmpty() ? "localhost" : a.host()) + ":" + a.port())
                .findFirst());
  }
}
