package io.jsupervisor.daemon.api;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which names a request may be addressed to and come from. A page of another site that points its
 * name at our address (DNS rebinding) sends that name as Host; a form of another site sends its
 * Origin.
 */
final class HostRules {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-fA-F:.%]+]");

  private static final Pattern NAME = Pattern.compile("[a-z0-9._-]+");

  private final Set<String> names;
  private final boolean unix;

  /**
   * @param machine the names of this machine
   */
  HostRules(ServerSettings settings, Set<String> machine) {
    unix = settings.address() instanceof ServerSettings.Address.Unix;
    names = new HashSet<>();
    names.add("localhost");
    machine.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    if (settings.address() instanceof ServerSettings.Address.Inet(String host, int _)
        && !host.isEmpty()) {
      names.add(host.toLowerCase(Locale.ROOT));
    }
    settings.access().allowedHosts().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
  }

  /**
   * Whether a server without credentials answers to this Host header; null where there is none, as
   * checks in HTTP/1.0 leave it out: every browser sends one. On a unix socket clients send its
   * path, or nothing: no page of a browser can make it do that.
   */
  boolean answersTo(String hostHeader) {
    if (hostHeader == null) {
      return true;
    }
    String host = hostOf(hostHeader);
    if (unix && !NAME.matcher(host).matches()) {
      return true;
    }
    return IPV4.matcher(host).matches() || IPV6.matcher(host).matches() || names.contains(host);
  }

  /**
   * Whether a request that changes state comes from our own page or from no page.
   *
   * @param origin null where the header is missing, likewise {@code fetchSite}
   */
  static boolean sameOrigin(
      String origin, String fetchSite, String hostHeader, List<String> allowed) {
    if (fetchSite != null && fetchSite.strip().equalsIgnoreCase("cross-site")) {
      return false;
    }
    if (origin == null) {
      return true;
    }
    String from;
    int port;
    try {
      URI uri = URI.create(origin.strip());
      from = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
      port = uri.getPort();
    } catch (IllegalArgumentException malformed) {
      return false;
    }
    if (from.isEmpty()) {
      // "null": a sandboxed page or a file.
      return false;
    }
    if (allowed.stream().anyMatch(from::equalsIgnoreCase)) {
      return true;
    }
    if (hostHeader == null || !from.equals(hostOf(hostHeader))) {
      return false;
    }
    int ours = portOf(hostHeader);
    // Either side leaves out the port where it is the scheme's own, which a proxy may change.
    return port < 0 || ours < 0 || port == ours;
  }

  /** The host of a Host header: lower case, without port and final dot. */
  static String hostOf(String header) {
    String text = header.strip().toLowerCase(Locale.ROOT);
    int end = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
    String host = end > 0 ? text.substring(0, end) : text;
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  private static int portOf(String header) {
    String rest =
        header.strip().substring(Math.min(header.strip().length(), hostOf(header).length()));
    return rest.matches(":\\d{1,5}") ? Integer.parseInt(rest.substring(1)) : -1;
  }

  /** The names that the kernel and the hosts file give this machine; asks no name server. */
  static Set<String> machineNames() {
    Set<String> machine = new HashSet<>();
    for (String line : lines("/proc/sys/kernel/hostname")) {
      String name = line.strip().toLowerCase(Locale.ROOT);
      if (!name.isEmpty()) {
        machine.add(name);
        machine.add(name.split("\\.", 2)[0]);
      }
    }
    for (String line : lines("/etc/hosts")) {
      String[] words = line.split("#", 2)[0].strip().toLowerCase(Locale.ROOT).split("\\s+", -1);
      List<String> aliases = List.of(words).subList(Math.min(1, words.length), words.length);
      if (words[0].startsWith("127.") || aliases.stream().anyMatch(machine::contains)) {
        machine.addAll(aliases);
      }
    }
    return machine;
  }

  private static List<String> lines(String file) {
    try {
      return Files.readAllLines(Path.of(file), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      return List.of();
    }
  }
}
