package io.jsupervisor.daemon.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which sections there are, and which options each takes. */
public final class KnownOptions {
  private static final List<String> PROGRAM =
      List.of(
          "command",
          "process_name",
          "numprocs",
          "numprocs_start",
          "priority",
          "autostart",
          "autorestart",
          "startsecs",
          "startretries",
          "exitcodes",
          "stopsignal",
          "stopwaitsecs",
          "stopasgroup",
          "killasgroup",
          "user",
          "redirect_stderr",
          "stdout_logfile",
          "stdout_logfile_maxbytes",
          "stdout_logfile_backups",
          "stdout_capture_maxbytes",
          "stdout_events_enabled",
          "stdout_syslog",
          "stderr_logfile",
          "stderr_logfile_maxbytes",
          "stderr_logfile_backups",
          "stderr_capture_maxbytes",
          "stderr_events_enabled",
          "stderr_syslog",
          "environment",
          "directory",
          "umask",
          "serverurl");

  /** Kinds of sections, by how they are written, each with its options. */
  public static final Map<String, List<String>> BY_SECTION = bySection();

  private KnownOptions() {}

  private static Map<String, List<String>> bySection() {
    Map<String, List<String>> all = new LinkedHashMap<>();
    all.put(
        "unix_http_server",
        List.of(
            "file", "chmod", "chown", "username", "password", "allowed_hosts", "read_only_users"));
    all.put(
        "inet_http_server",
        List.of("port", "username", "password", "allowed_hosts", "read_only_users"));
    all.put(
        "supervisord",
        List.of(
            "logfile",
            "logfile_maxbytes",
            "logfile_backups",
            "loglevel",
            "pidfile",
            "umask",
            "nodaemon",
            "silent",
            "minfds",
            "minprocs",
            "nocleanup",
            "childlogdir",
            "state_dir",
            "user",
            "directory",
            "strip_ansi",
            "children_output",
            "children_output_times",
            "environment",
            "identifier"));
    all.put(
        "supervisorctl",
        List.of(
            "serverurl",
            "username",
            "password",
            "prompt",
            "history_file",
            "fleet_username",
            "fleet_password"));
    all.put("program:", with(PROGRAM, names(ExtensionOption.OF_PROGRAM)));
    all.put(
        "fcgi-program:",
        with(
            with(PROGRAM, names(ExtensionOption.OF_PROGRAM)),
            List.of("socket", "socket_owner", "socket_mode", "socket_backlog")));
    all.put(
        "eventlistener:",
        with(
            with(PROGRAM, names(ExtensionOption.OF_PROGRAM)),
            List.of("events", "buffer_size", "result_handler")));
    all.put("group:", List.of("programs", "priority"));
    all.put("include", List.of("files"));
    all.put("rpcinterface:", List.of("supervisor.rpcinterface_factory"));
    all.put("ctlplugin:", List.of("supervisor.ctl_factory"));
    all.put("socket:", names(ExtensionOption.OF_SOCKET));
    all.put("upstream:", names(ExtensionOption.OF_UPSTREAM));
    all.put("fleet", names(ExtensionOption.OF_FLEET));
    return all;
  }

  private static List<String> names(List<ExtensionOption> options) {
    return options.stream().map(ExtensionOption::name).toList();
  }

  private static List<String> with(List<String> some, List<String> more) {
    List<String> all = new ArrayList<>(some);
    all.addAll(more);
    return List.copyOf(all);
  }

  /** The kind of a section; empty for one that nobody knows. */
  static Optional<String> kind(String section) {
    for (String kind : BY_SECTION.keySet()) {
      boolean prefix = kind.endsWith(":") || kind.endsWith("_http_server");
      if (prefix ? section.startsWith(kind) : section.equals(kind)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** Kinds that pass whatever they hold to a plug-in. */
  static boolean takesAnything(String kind) {
    return kind.equals("rpcinterface:") || kind.equals("ctlplugin:");
  }
}
