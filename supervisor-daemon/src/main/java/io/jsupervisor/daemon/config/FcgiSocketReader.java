package io.jsupervisor.daemon.config;

import io.jsupervisor.common.format.Names;
import io.jsupervisor.common.format.PythonText;
import io.jsupervisor.daemon.config.GroupSpec.FcgiSocket;
import io.jsupervisor.daemon.core.Account;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code socket} and its companions of an {@code [fcgi-program:x]}. */
final class FcgiSocketReader {
  private static final Pattern TCP = Pattern.compile("tcp://([^\\s:]+):(\\d+)");
  private final SectionReader reader;
  private final Sources sources;

  FcgiSocketReader(SectionReader reader, Sources sources) {
    this.reader = reader;
    this.sources = sources;
  }

  /** The socket; empty, with a problem, where it is missing or bad. */
  Optional<FcgiSocket> read(String program) {
    AccountTypes types = sources.accountTypes();
    Optional<Account> user = reader.value("user", types::user);
    OptionalInt backlog = backlog();
    Optional<Accounts.Owner> owner =
        reader.value("socket_owner", types::owner, "Invalid socket_owner value");
    Optional<Integer> mode =
        reader.value("socket_mode", Numbers::octal, "Invalid socket_mode value");
    Names names = Names.of(Map.of("program_name", program)).over(reader.names());
    SectionReader withProgram = reader.with(names);
    Optional<String> text = withProgram.text("socket");
    if (text.isEmpty() || text.get().isEmpty()) {
      String classic = "[%s] section requires a \"socket\" line".formatted(reader.section());
      reader.error(
          "socket", classic + ", such as socket=unix:///run/%(program_name)s.sock", classic);
      return Optional.empty();
    }
    return withProgram.parse("socket", text.get(), url -> socket(url, user, owner, mode, backlog));
  }

  private OptionalInt backlog() {
    Optional<Long> backlog = reader.value("socket_backlog", Numbers::integer);
    if (backlog.isPresent() && (backlog.get() < 1 || backlog.get() > 65535)) {
      String classic = "Invalid socket_backlog value " + backlog.get();
      reader.error("socket_backlog", classic + "; give 1 to 65535", classic);
      return OptionalInt.empty();
    }
    return backlog.stream().mapToInt(Long::intValue).findFirst();
  }

  private FcgiSocket socket(
      String url,
      Optional<Account> user,
      Optional<Accounts.Owner> owner,
      Optional<Integer> mode,
      OptionalInt backlog)
      throws BadValueException {
    if (url.startsWith("unix://")) {
      String path = url.substring(7);
      if (!path.startsWith("/")) {
        throw bad("('Unix socket path %s is not an absolute path', '" + path + "')");
      }
      Optional<Accounts.Owner> given =
          owner.or(
              () ->
                  user.filter(account -> account.uid() != sources.accounts().currentUid())
                      .map(
                          account ->
                              new Accounts.Owner(account.uid(), OptionalInt.of(account.gid()))));
      return new FcgiSocket.Unix(
          sources.paths().normalized(path), mode.orElse(0700), given, backlog);
    }
    if (owner.isPresent() || mode.isPresent()) {
      throw bad(
          "socket_owner and socket_mode params should only be used with a Unix domain socket");
    }
    Matcher tcp = TCP.matcher(url);
    if (!tcp.matches()) {
      throw bad("('Bad socket format %s', " + PythonText.repr(url) + ")");
    }
    try {
      return new FcgiSocket.Tcp(
          tcp.group(1).toLowerCase(Locale.ROOT), Numbers.port(tcp.group(2)), backlog);
    } catch (BadValueException badPort) {
      throw bad(badPort.getMessage());
    }
  }

  private BadValueException bad(String what) {
    return new BadValueException(
        what + " in [" + reader.section() + "] socket",
        "give unix:///absolute/path or tcp://host:port");
  }
}
