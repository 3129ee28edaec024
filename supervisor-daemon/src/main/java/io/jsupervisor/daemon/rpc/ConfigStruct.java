package io.jsupervisor.daemon.rpc;

import io.jsupervisor.common.xmlrpc.XmlRpcWriter;
import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.core.LogSpec;
import io.jsupervisor.daemon.core.LogTarget;
import io.jsupervisor.daemon.core.ProcessSpec;
import java.io.IOException;

/**
 * What the configuration says of one process. Absent values are the text {@code none}.
 *
 * @param stdoutAuto what to show for a log that the daemon names itself
 */
record ConfigStruct(
    GroupSpec group, ProcessSpec spec, boolean inUse, String stdoutAuto, String stderrAuto)
    implements XmlRpcWriter.Streamed {
  private static final String NONE = "none";

  String name() {
    return spec.namespec().name();
  }

  @Override
  public void writeTo(XmlRpcWriter xml) throws IOException {
    xml.beginStruct();
    xml.member("autostart", spec.start().autostart());
    xml.member("autorestart", autorestart());
    xml.member("directory", spec.directory().orElse(NONE));
    xml.member("uid", spec.user().<Object>map(user -> user.uid()).orElse(NONE));
    xml.member("command", spec.command());
    xml.member("exitcodes", spec.start().exitcodes().stream().sorted().toList());
    xml.member("group", group.name());
    xml.member("group_prio", group.priority());
    xml.member("inuse", inUse);
    xml.member("killasgroup", spec.stop().killasgroup());
    xml.member("name", name());
    xml.member("process_prio", spec.priority());
    xml.member("redirect_stderr", spec.redirectStderr());
    xml.member("startretries", spec.start().startretries());
    xml.member("startsecs", spec.start().startsecs());
    log(xml, "stdout", spec.stdout(), stdoutAuto);
    xml.member("stopsignal", spec.stop().stopsignal().number());
    xml.member("stopwaitsecs", spec.stop().stopwaitsecs());
    log(xml, "stderr", spec.stderr(), stderrAuto);
    xml.member("serverurl", spec.serverurl().orElse(NONE));
    xml.endStruct();
  }

  private Object autorestart() {
    return switch (spec.start().autorestart()) {
      case ALWAYS -> true;
      case NEVER -> false;
      case UNEXPECTED -> "unexpected";
    };
  }

  private static void log(XmlRpcWriter xml, String stream, LogSpec log, String auto)
      throws IOException {
    xml.member(stream + "_capture_maxbytes", log.captureMaxBytes());
    xml.member(stream + "_events_enabled", log.eventsEnabled());
    xml.member(
        stream + "_logfile",
        switch (log.target()) {
          case LogTarget.Auto ignored -> auto;
          case LogTarget.None ignored -> NONE;
          case LogTarget.File(String path) -> path;
        });
    xml.member(stream + "_logfile_backups", log.backups());
    xml.member(stream + "_logfile_maxbytes", log.maxBytes());
    xml.member(stream + "_syslog", log.syslog());
  }
}
