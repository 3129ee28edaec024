package io.jsupervisor.daemon.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jsupervisor.daemon.config.HttpServerSection.Address;
import io.jsupervisor.daemon.core.Account;
import io.jsupervisor.daemon.core.LogSpec;
import io.jsupervisor.daemon.core.LogTarget;
import io.jsupervisor.daemon.core.ProcessSpec;
import java.util.Map;
import java.util.TreeSet;

/** Our configuration in the form in which the reference script prints its own. */
final class ClassicForm {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Map<LogLevel, Integer> LEVELS =
      Map.of(
          LogLevel.CRITICAL, 50,
          LogLevel.ERROR, 40,
          LogLevel.WARN, 30,
          LogLevel.INFO, 20,
          LogLevel.DEBUG, 10,
          LogLevel.TRACE, 5,
          LogLevel.BLATHER, 3);

  private ClassicForm() {}

  static JsonNode of(ConfigLoader.Loaded loaded) throws Exception {
    ObjectNode root = MAPPER.createObjectNode();
    if (loaded.configuration().isEmpty()) {
      root.put("error", loaded.classicError().orElseThrow());
      return reread(root);
    }
    Configuration configuration = loaded.configuration().get();
    ArrayNode programs = root.putArray("programs");
    for (GroupSpec group : configuration.groups()) {
      group.processes().forEach(process -> process(programs.addObject(), group, process));
    }
    supervisord(root.putObject("supervisord"), configuration.supervisord());
    ArrayNode servers = root.putArray("servers");
    configuration.servers().forEach(server -> server(servers.addObject(), server));
    configuration.warnings().forEach(root.putArray("warnings")::add);
    configuration.infos().forEach(root.putArray("infos")::add);
    return reread(root);
  }

  /** Number types as a reader of text gets them. */
  private static JsonNode reread(JsonNode node) throws Exception {
    return MAPPER.readTree(MAPPER.writeValueAsBytes(node));
  }

  private static void process(ObjectNode out, GroupSpec group, ProcessSpec p) {
    out.put("name", p.namespec().name());
    out.put("command", p.command());
    out.put("directory", p.directory().orElse(null));
    out.put("priority", p.priority());
    out.put("autostart", p.start().autostart());
    out.put("startsecs", p.start().startsecs());
    out.put("startretries", p.start().startretries());
    out.put("stopwaitsecs", p.stop().stopwaitsecs());
    out.put("stopasgroup", p.stop().stopasgroup());
    out.put("killasgroup", p.stop().killasgroup());
    out.put("redirect_stderr", p.redirectStderr());
    out.put("serverurl", p.serverurl().orElse(null));
    ObjectNode environment = out.putObject("environment");
    p.environment().forEach(environment::put);
    log(out, "stdout", p.stdout());
    log(out, "stderr", p.stderr());
    out.put("group", group.name());
    out.put("group_priority", group.priority());
    out.put("umask", p.umask().isPresent() ? p.umask().getAsInt() : null);
    out.put("uid", p.user().map(Account::uid).orElse(null));
    switch (p.start().autorestart()) {
      case ALWAYS -> out.put("autorestart", true);
      case NEVER -> out.put("autorestart", false);
      case UNEXPECTED -> out.put("autorestart", "unexpected");
    }
    out.put("stopsignal", p.stop().stopsignal().shortName());
    ArrayNode codes = out.putArray("exitcodes");
    new TreeSet<>(p.start().exitcodes()).forEach(codes::add);
    switch (group.kind()) {
      case GroupSpec.Kind.Programs() -> {}
      case GroupSpec.Kind.Listeners listeners -> {
        ArrayNode events = out.putArray("events");
        new TreeSet<>(listeners.events()).forEach(events::add);
        out.put("buffer_size", listeners.bufferSize());
      }
      case GroupSpec.Kind.Fastcgi(GroupSpec.FcgiSocket socket) -> socket(out, socket);
    }
  }

  private static void socket(ObjectNode out, GroupSpec.FcgiSocket socket) {
    out.put("socket", socket.url());
    switch (socket) {
      case GroupSpec.FcgiSocket.Unix(String _, int mode, var owner, var backlog) -> {
        out.put("socket_backlog", backlog.isPresent() ? backlog.getAsInt() : null);
        out.put("socket_mode", mode);
        if (owner.isPresent()) {
          out.putArray("socket_owner").add(owner.get().uid()).add(owner.get().gid().orElse(-1));
        } else {
          out.putNull("socket_owner");
        }
      }
      case GroupSpec.FcgiSocket.Tcp(String _, int _, var backlog) -> {
        out.put("socket_backlog", backlog.isPresent() ? backlog.getAsInt() : null);
        out.putNull("socket_mode");
        out.putNull("socket_owner");
      }
    }
  }

  private static void log(ObjectNode out, String stream, LogSpec log) {
    out.put(stream + "_logfile_maxbytes", log.maxBytes());
    out.put(stream + "_logfile_backups", log.backups());
    out.put(stream + "_capture_maxbytes", log.captureMaxBytes());
    out.put(stream + "_events_enabled", log.eventsEnabled());
    out.put(stream + "_syslog", log.syslog());
    out.put(
        stream + "_logfile",
        switch (log.target()) {
          case LogTarget.Auto() -> "AUTO";
          case LogTarget.None() -> null;
          case LogTarget.File(String path) -> path;
        });
  }

  private static void supervisord(ObjectNode out, SupervisordSection s) {
    out.put("logfile", s.logfile());
    out.put("logfile_maxbytes", s.logfileMaxbytes());
    out.put("logfile_backups", s.logfileBackups());
    out.put("pidfile", s.pidfile());
    out.put("umask", s.umask());
    out.put("minfds", s.minfds());
    out.put("minprocs", s.minprocs());
    out.put("childlogdir", s.childlogdir());
    out.put("directory", s.directory().orElse(null));
    out.put("identifier", s.identifier());
    out.put("uid", s.user().map(Account::uid).orElse(null));
    out.put("loglevel", LEVELS.get(s.loglevel()));
    out.put("nodaemon", s.nodaemon());
    out.put("silent", s.silent());
    out.put("nocleanup", s.nocleanup());
    out.put("strip_ansi", s.stripAnsi());
  }

  private static void server(ObjectNode out, HttpServerSection server) {
    out.put("section", server.section());
    out.put("username", server.credentials().map(c -> c.username()).orElse(null));
    out.put("password", server.credentials().map(c -> c.password()).orElse(null));
    out.putNull("host");
    out.putNull("port");
    out.putNull("file");
    out.putNull("chmod");
    out.putNull("chown");
    switch (server.address()) {
      case Address.Inet(String host, int port) -> out.put("host", host).put("port", port);
      case Address.Unix(String path, int mode, var owner) -> {
        out.put("file", path).put("chmod", mode);
        out.putArray("chown")
            .add(owner.map(Accounts.Owner::uid).orElse(-1))
            .add(owner.map(o -> o.gid().orElse(-1)).orElse(-1));
      }
    }
  }
}
