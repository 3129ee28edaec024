package io.jsupervisor.daemon.config;

import io.jsupervisor.common.format.PythonText;
import io.jsupervisor.common.ini.IniDocument;
import io.jsupervisor.daemon.config.HttpServerSection.Address;
import io.jsupervisor.daemon.config.HttpServerSection.Credentials;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the sections of HTTP servers: all inet ones, then all unix ones. */
final class ServerReader {
  /** sockaddr_un holds 108 bytes with the NUL (unix(7)). */
  private static final int LONGEST_SOCKET_PATH = 107;

  private final Sources sources;
  private final IniDocument document;
  private final Problems problems;
  private final List<HttpServerSection> servers = new ArrayList<>();

  ServerReader(Sources sources, IniDocument document, Problems problems) {
    this.sources = sources;
    this.document = document;
    this.problems = problems;
  }

  List<HttpServerSection> read() {
    for (String section : document.sections()) {
      if (section.startsWith("inet_http_server")) {
        inet(reader(section));
      }
    }
    for (String section : document.sections()) {
      if (section.startsWith("unix_http_server")) {
        unix(reader(section));
      }
    }
    return servers;
  }

  private SectionReader reader(String section) {
    return new SectionReader(document, section, sources.globalNames(), problems, "");
  }

  private void inet(SectionReader reader) {
    Optional<Credentials> credentials = credentials(reader);
    if (reader.raw("port").isEmpty()) {
      missing(reader, "port", "port=127.0.0.1:9001");
    }
    Optional<Address> address = reader.value("port", ServerReader::inetAddress);
    address.ifPresent(found -> add(reader, found, credentials));
  }

  private static Address inetAddress(String text) throws BadValueException {
    int colon = text.lastIndexOf(':');
    String cure = "give a port, or host:port, such as 127.0.0.1:9001";
    if (colon < 0) {
      try {
        return new Address.Inet("", Numbers.port(text));
      } catch (BadValueException bad) {
        throw new BadValueException(
            "not a valid port number: " + PythonText.repr(text) + " ", cure);
      }
    }
    String port = text.substring(colon + 1);
    if (port.isEmpty()) {
      throw new BadValueException("no port number specified in ''", cure);
    }
    String host = text.substring(0, colon).toLowerCase(Locale.ROOT);
    return new Address.Inet(host.equals("*") ? "" : host, Numbers.port(port));
  }

  private void unix(SectionReader reader) {
    SectionReader withHere = reader.with(sources.hereNames());
    if (reader.raw("file").isEmpty()) {
      missing(reader, "file", "file=/run/supervisor.sock");
    }
    Optional<String> path =
        withHere.text("file").map(PythonText::strip).map(sources.paths()::normalized);
    path.filter(found -> found.getBytes(StandardCharsets.UTF_8).length > LONGEST_SOCKET_PATH)
        .ifPresent(
            found ->
                reader.warning(
                    "file",
                    found
                        + " is longer than the 107 bytes Linux allows a socket; the daemon will not"
                        + " start, use a shorter path"));
    Optional<Credentials> credentials = credentials(reader);
    Optional<Accounts.Owner> owner =
        reader.value("chown", sources.accountTypes()::owner, "Invalid sockchown value");
    int mode = reader.value("chmod", Numbers::octal, "Invalid chmod value").orElse(0700);
    path.ifPresent(found -> add(reader, new Address.Unix(found, mode, owner), credentials));
  }

  private static void missing(SectionReader reader, String option, String example) {
    String classic = "section [" + reader.section() + "] has no " + option + " value";
    reader.error(option, classic + "; for example " + example, classic);
  }

  private static Optional<Credentials> credentials(SectionReader reader) {
    Optional<String> username = reader.text("username");
    Optional<String> password = reader.text("password");
    boolean one = reader.raw("username").isPresent();
    boolean other = reader.raw("password").isPresent();
    if (one != other) {
      reader.error(
          one ? "password" : "username",
          "Section [%s] contains incomplete authentication: If a username or a password is specified, both the username and password must be specified"
              .formatted(reader.section()));
    }
    return username.flatMap(user -> password.map(word -> new Credentials(user, word)));
  }

  private void add(SectionReader reader, Address address, Optional<Credentials> credentials) {
    List<String> allowed = reader.text("allowed_hosts").map(Words::list).orElse(List.of());
    Map<String, String> readers =
        reader.value("read_only_users", ServerReader::readers).orElse(Map.of());
    if (!readers.isEmpty() && credentials.filter(c -> !c.username().isEmpty()).isEmpty()) {
      reader.error(
          "read_only_users",
          "nobody is asked who he is, so nobody can be held to reading; set username and password"
              + " too");
    }
    servers.add(new HttpServerSection(reader.section(), address, credentials, allowed, readers));
  }

  /** {@code ops:secret,guest:{SHA}…}. */
  private static Map<String, String> readers(String text) throws BadValueException {
    Map<String, String> readers = new LinkedHashMap<>();
    for (String item : Words.list(text)) {
      int colon = item.indexOf(':');
      if (colon <= 0 || colon == item.length() - 1) {
        throw new BadValueException(
            "\"" + item.substring(0, Math.max(colon, 0)) + "\" has no name or no password",
            "write NAME:PASSWORD, such as guest:secret");
      }
      readers.put(item.substring(0, colon), item.substring(colon + 1));
    }
    return readers;
  }
}
