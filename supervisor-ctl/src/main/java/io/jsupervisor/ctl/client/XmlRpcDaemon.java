package io.jsupervisor.ctl.client;

import io.jsupervisor.ctl.http.HttpConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A classic supervisord, over XML-RPC. */
final class XmlRpcDaemon implements Daemon {
  private final XmlRpcCalls rpc;

  XmlRpcDaemon(HttpConnection http) {
    this.rpc = new XmlRpcCalls(http);
  }

  @Override
  public String apiVersion() throws IOException {
    return String.valueOf(rpc.call("getVersion"));
  }

  @Override
  public String version() throws IOException {
    return String.valueOf(rpc.call("getSupervisorVersion"));
  }

  @Override
  public int pid() throws IOException {
    Object pid = rpc.call("getPID");
    return pid instanceof Number number ? number.intValue() : 0;
  }

  @Override
  public List<ProcessInfo> processesWithUsage() throws IOException {
    return processes();
  }

  @Override
  public List<ProcessInfo> processes() throws IOException {
    List<ProcessInfo> processes = new ArrayList<>();
    for (Fields fields : Fields.listOf(rpc.call("getAllProcessInfo"))) {
      processes.add(info(fields));
    }
    return processes;
  }

  @Override
  public ProcessInfo process(Target.One process) throws IOException {
    return info(Fields.of(rpc.call("getProcessInfo", process.typed())));
  }

  /** Adds what our API tells besides, so that both give programs the same. */
  private static ProcessInfo info(Fields fields) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("name", fields.text("name"));
    values.put("group", fields.text("group"));
    values.put("namespec", fields.text("group") + ":" + fields.text("name"));
    values.putAll(fields.values());
    return new ProcessInfo(new Fields(values));
  }

  @Override
  public List<ProgramInfo> configured() throws IOException {
    List<ProgramInfo> programs = new ArrayList<>();
    for (Fields program : Fields.listOf(rpc.call("getAllConfigInfo"))) {
      programs.add(
          new ProgramInfo(
              program.text("group"),
              program.text("name"),
              program.flag("inuse"),
              program.flag("autostart"),
              program.number("group_prio"),
              program.number("process_prio")));
    }
    return programs;
  }

  @Override
  public List<Outcome> start(Target target) throws IOException {
    return switch (target) {
      case Target.All _ -> outcomes(rpc.call("startAllProcesses"));
      case Target.Group group -> outcomes(rpc.call("startProcessGroup", group.name()));
      case Target.One one -> single(one, "startProcess", one.typed());
    };
  }

  @Override
  public List<Outcome> stop(Target target) throws IOException {
    return switch (target) {
      case Target.All _ -> outcomes(rpc.call("stopAllProcesses"));
      case Target.Group group -> outcomes(rpc.call("stopProcessGroup", group.name()));
      case Target.One one -> single(one, "stopProcess", one.typed());
    };
  }

  @Override
  public List<Outcome> signal(Target target, String signal) throws IOException {
    return switch (target) {
      case Target.All _ -> outcomes(rpc.call("signalAllProcesses", signal));
      case Target.Group group -> outcomes(rpc.call("signalProcessGroup", group.name(), signal));
      case Target.One one -> single(one, "signalProcess", one.typed(), signal);
    };
  }

  @Override
  public List<Outcome> clearLogs(Target target) throws IOException {
    return switch (target) {
      case Target.All _ -> outcomes(rpc.call("clearAllProcessLogs"));
      case Target.Group group ->
          throw new FaultException(Fault.BAD_NAME.code(), "BAD_NAME: " + group.name() + ":*");
      case Target.One one -> single(one, "clearProcessLogs", one.typed());
    };
  }

  @Override
  public void sendStdin(Target.One process, String text) throws IOException {
    rpc.call("sendProcessStdin", process.typed(), text);
  }

  @Override
  public String changesPath() {
    return "";
  }

  @Override
  public ConfigChanges reread() throws IOException {
    // Three levels deep: a list of one list of three lists.
    if (rpc.call("reloadConfig") instanceof List<?> outer
        && !outer.isEmpty()
        && outer.getFirst() instanceof List<?> changes
        && changes.size() == 3) {
      return new ConfigChanges(
          Fields.textsOf(changes.get(0)),
          Fields.textsOf(changes.get(1)),
          Fields.textsOf(changes.get(2)),
          List.of(),
          List.of());
    }
    throw new IOException("the server's answer to reloadConfig has an unknown shape");
  }

  @Override
  public void addGroup(String name) throws IOException {
    rpc.call("addProcessGroup", name);
  }

  @Override
  public void removeGroup(String name) throws IOException {
    rpc.call("removeProcessGroup", name);
  }

  @Override
  public byte[] readLog(Target.One process, Channel channel, long offset) throws IOException {
    String method =
        switch (channel) {
          case STDOUT -> "readProcessStdoutLog";
          case STDERR -> "readProcessStderrLog";
        };
    return bytes(rpc.call(method, process.typed(), offset, 0L));
  }

  @Override
  public byte[] readMainLog(long offset) throws IOException {
    return bytes(rpc.call("readLog", offset, 0L));
  }

  @Override
  public void reload() throws IOException {
    rpc.call("restart");
  }

  @Override
  public void shutdown() throws IOException {
    rpc.call("shutdown");
  }

  private static byte[] bytes(Object text) {
    return String.valueOf(text).getBytes(StandardCharsets.UTF_8);
  }

  private List<Outcome> single(Target.One one, String method, Object... arguments)
      throws IOException {
    try {
      rpc.call(method, arguments);
      return List.of(new Outcome(one.group(), one.name(), Fault.SUCCESS.code(), "OK", ""));
    } catch (FaultException e) {
      return List.of(new Outcome(one.group(), one.name(), e.code(), e.text(), ""));
    }
  }

  private static List<Outcome> outcomes(Object statuses) throws IOException {
    List<Outcome> outcomes = new ArrayList<>();
    for (Fields status : Fields.listOf(statuses)) {
      outcomes.add(
          new Outcome(
              status.text("group"),
              status.text("name"),
              status.number("status"),
              status.text("description"),
              ""));
    }
    return outcomes;
  }
}
