package io.jsupervisor.ctl.client;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.jsupervisor.ctl.http.HttpConnection;
import io.jsupervisor.ctl.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Our own daemon, over the JSON API (docs/api). */
final class ApiDaemon implements Daemon {
  private static final byte[] NO_BODY = {};

  private final HttpConnection http;
  private final Fields info;

  /**
   * @param info the answer to {@code /api/v1/info}
   */
  ApiDaemon(HttpConnection http, Fields info) {
    this.http = http;
    this.info = info;
  }

  @Override
  public String apiVersion() throws IOException {
    // RUNNING is 1 and FATAL 2; while RESTARTING (0) or SHUTDOWN (-1) the classic server refuses.
    if (info.value("statecode") instanceof Number state && state.intValue() < 1) {
      throw new FaultException(Fault.SHUTDOWN_STATE.code(), Fault.SHUTDOWN_STATE.name());
    }
    return info.text("apiVersion");
  }

  @Override
  public String version() {
    return info.text("classicVersion");
  }

  @Override
  public int pid() {
    return info.number("pid");
  }

  @Override
  public List<ProcessInfo> processes() throws IOException {
    return processes("/api/v1/processes?usage=false");
  }

  @Override
  public List<ProcessInfo> processesWithUsage() throws IOException {
    return processes("/api/v1/processes");
  }

  private List<ProcessInfo> processes(String path) throws IOException {
    List<ProcessInfo> processes = new ArrayList<>();
    for (Fields fields : Fields.listOf(get(path).value("processes"))) {
      processes.add(new ProcessInfo(fields));
    }
    return processes;
  }

  @Override
  public ProcessInfo process(Target.One process) throws IOException {
    return new ProcessInfo(get(path(process)));
  }

  @Override
  public List<ProgramInfo> configured() throws IOException {
    List<ProgramInfo> programs = new ArrayList<>();
    for (Fields program : Fields.listOf(get("/api/v1/config").value("programs"))) {
      programs.add(
          new ProgramInfo(
              program.text("group"),
              program.text("name"),
              program.flag("inuse"),
              program.flag("autostart"),
              program.number("group_priority"),
              program.number("priority")));
    }
    programs.sort(Comparator.comparing(ProgramInfo::name));
    return programs;
  }

  @Override
  public List<Outcome> start(Target target) throws IOException {
    return results(target, "/start?wait=true", "");
  }

  @Override
  public List<Outcome> stop(Target target) throws IOException {
    return results(target, "/stop?wait=true", "");
  }

  @Override
  public List<Outcome> signal(Target target, String signal) throws IOException {
    String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(signal));
    List<Outcome> outcomes;
    try {
      outcomes = results(target, "/signal", "{\"signal\":\"" + quoted + "\"}");
    } catch (FaultException e) {
      if (e.fault() != Fault.BAD_SIGNAL) {
        throw e;
      }
      return badSignal(target, e.text());
    }
    boolean refused = outcomes.size() == 1 && outcomes.getFirst().fault() == Fault.BAD_SIGNAL;
    return refused ? badSignal(target, outcomes.getFirst().description()) : outcomes;
  }

  @Override
  public List<Outcome> clearLogs(Target target) throws IOException {
    return results(target, "/clear-logs?wait=true", "");
  }

  @Override
  public void sendStdin(Target.One process, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    HttpResponse response =
        http.send("POST", path(process) + "/stdin", "application/octet-stream", body);
    byte[] answer = response.bytes();
    if (response.status() >= 300) {
      throw ApiProblem.of(response, answer);
    }
  }

  @Override
  public String changesPath() {
    return "/api/v1/events";
  }

  @Override
  public ConfigChanges reread() throws IOException {
    Fields changes = post("/api/v1/config/reread", "");
    return new ConfigChanges(
        Fields.textsOf(changes.value("added")),
        Fields.textsOf(changes.value("changed")),
        Fields.textsOf(changes.value("removed")),
        texts(changes, "scaled"),
        texts(changes, "reload"));
  }

  /** What an older daemon does not tell is nothing. */
  private static List<String> texts(Fields fields, String name) throws IOException {
    return fields.value(name) == null ? List.of() : Fields.textsOf(fields.value(name));
  }

  @Override
  public boolean isOurs() {
    return true;
  }

  @Override
  public Rolls rolls() {
    return new ApiRolls(http);
  }

  @Override
  public List<Fields> upstreams() throws IOException {
    return Fields.listOf(get("/api/v1/upstreams").value("upstreams"));
  }

  @Override
  public String upstreamText(String name, String proxy) throws IOException {
    HttpResponse response =
        http.get(
            "/api/v1/upstreams/"
                + PercentEncoding.segment(name)
                + "?format="
                + PercentEncoding.segment(proxy));
    byte[] body = response.bytes();
    if (response.status() >= 300) {
      throw ApiProblem.of(response, body);
    }
    return new String(body, StandardCharsets.UTF_8);
  }

  @Override
  public Fields fleet() throws IOException {
    return get("/api/v1/fleet");
  }

  @Override
  public void addGroup(String name) throws IOException {
    post("/api/v1/groups/" + PercentEncoding.segment(name) + "/add", "");
  }

  @Override
  public void removeGroup(String name) throws IOException {
    post("/api/v1/groups/" + PercentEncoding.segment(name) + "/remove", "");
  }

  @Override
  public byte[] readLog(Target.One process, Channel channel, long offset) throws IOException {
    return readBytes(path(process) + "/log/" + channel.word(), offset);
  }

  @Override
  public byte[] readMainLog(long offset) throws IOException {
    return readBytes("/api/v1/log", offset);
  }

  @Override
  public void reload() throws IOException {
    post("/api/v1/config/reload", "");
  }

  @Override
  public void shutdown() throws IOException {
    post("/api/v1/shutdown", "");
  }

  /** One answer holds 16 MiB at most, so this goes on until where the log ended at first. */
  private byte[] readBytes(String path, long offset) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    long next = offset;
    long size = -1;
    boolean more = true;
    while (more) {
      HttpResponse response = http.get(path + "?offset=" + next);
      byte[] bytes = response.bytes();
      if (response.status() != 200) {
        throw ApiProblem.of(response, bytes);
      }
      all.writeBytes(bytes);
      next = position(response, "log-next-offset");
      size = size < 0 ? position(response, "log-size") : size;
      more = bytes.length > 0 && next < size;
    }
    return all.toByteArray();
  }

  private static long position(HttpResponse response, String header) throws IOException {
    String value = response.header(header);
    try {
      return value.isEmpty() ? 0 : Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IOException("the server sent '" + value + "' in the header " + header, e);
    }
  }

  private List<Outcome> results(Target target, String action, String body) throws IOException {
    Object results;
    try {
      results = post(path(target) + action, body).value("results");
    } catch (FaultException e) {
      if (target instanceof Target.One one) {
        return List.of(new Outcome(one.group(), one.name(), e.code(), e.text(), ""));
      }
      throw e;
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (Fields result : Fields.listOf(results)) {
      outcomes.add(outcome(result));
    }
    return outcomes;
  }

  private static Outcome outcome(Fields result) {
    String namespec = result.text("namespec");
    int colon = namespec.indexOf(':');
    boolean ok = result.flag("ok");
    return new Outcome(
        colon < 0 ? namespec : namespec.substring(0, colon),
        namespec.substring(colon + 1),
        ok ? Fault.SUCCESS.code() : result.number("fault"),
        ok ? "OK" : result.text("error"),
        result.text("state"));
  }

  /**
   * The API looks at the signal first, the classic server at the name: an unknown name wins there,
   * and a bad signal is reported for each process that it would have reached.
   */
  private List<Outcome> badSignal(Target target, String text) throws IOException {
    List<Outcome> outcomes = new ArrayList<>();
    boolean known = target instanceof Target.All;
    for (ProcessInfo process : processes()) {
      if (target.names(process.group(), process.name())) {
        known = true;
        if (process.isSignallable() || target instanceof Target.One) {
          outcomes.add(outcome(process, Fault.BAD_SIGNAL, text));
        }
      }
    }
    if (known) {
      return outcomes;
    }
    if (target instanceof Target.One one) {
      int code = Fault.BAD_NAME.code();
      return List.of(new Outcome(one.group(), one.name(), code, "BAD_NAME: " + one.typed(), ""));
    }
    throw new FaultException(Fault.BAD_NAME.code(), Fault.BAD_NAME.name());
  }

  private static Outcome outcome(ProcessInfo process, Fault fault, String text) {
    return new Outcome(process.group(), process.name(), fault.code(), text, process.statename());
  }

  private static String path(Target target) {
    return "/api/v1/processes/" + PercentEncoding.segment(target.namespec());
  }

  private Fields get(String path) throws IOException {
    return answer(http.get(path));
  }

  private Fields post(String path, String json) throws IOException {
    byte[] body = json.isEmpty() ? NO_BODY : json.getBytes(StandardCharsets.UTF_8);
    return answer(http.send("POST", path, json.isEmpty() ? "" : "application/json", body));
  }

  static Fields answer(HttpResponse response) throws IOException {
    byte[] body = response.bytes();
    if (response.status() >= 300) {
      throw ApiProblem.of(response, body);
    }
    return Fields.of(JsonTree.read(body));
  }
}
