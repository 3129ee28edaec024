package io.jsupervisor.ctl.client;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.jsupervisor.ctl.http.HttpConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Rolls over the JSON API. */
final class ApiRolls implements Rolls {
  private static final String OPERATIONS = "/api/v1/operations";

  private final HttpConnection http;

  ApiRolls(HttpConnection http) {
    this.http = http;
  }

  @Override
  public RollState restart(Target target) throws IOException {
    String name = PercentEncoding.segment(target.namespec());
    return post("/api/v1/processes/" + name + "/restart?rolling=true", "");
  }

  @Override
  public RollState update(List<String> groups) throws IOException {
    return post("/api/v1/config/update?rolling=true", groups.isEmpty() ? "" : body(groups));
  }

  @Override
  public RollState plainUpdate(List<String> groups) throws IOException {
    return post("/api/v1/config/update?starts=false", groups.isEmpty() ? "" : body(groups));
  }

  private static String body(List<String> groups) {
    StringJoiner names = new StringJoiner("\",\"", "{\"groups\":[\"", "\"]}");
    for (String group : groups) {
      names.add(new String(JsonStringEncoder.getInstance().quoteAsString(group)));
    }
    return names.toString();
  }

  @Override
  public RollState scale(String program, int numprocs) throws IOException {
    return post(
        "/api/v1/programs/" + PercentEncoding.segment(program) + "/scale",
        "{\"numprocs\":" + numprocs + "}");
  }

  @Override
  public RollState look(String id) throws IOException {
    return RollState.of(ApiDaemon.answer(http.get(path(id))));
  }

  @Override
  public RollState abort(String id) throws IOException {
    return RollState.of(ApiDaemon.answer(http.send("DELETE", path(id), "", new byte[0])));
  }

  private static String path(String id) {
    return OPERATIONS + "/" + PercentEncoding.segment(id);
  }

  @Override
  public List<RollState> running() throws IOException {
    List<RollState> running = new ArrayList<>();
    Fields answer = ApiDaemon.answer(http.get(OPERATIONS));
    for (Fields each : Fields.listOf(answer.value("operations"))) {
      running.add(RollState.of(each));
    }
    return running;
  }

  @Override
  public List<ProgramCount> programs() throws IOException {
    List<ProgramCount> programs = new ArrayList<>();
    Fields answer = ApiDaemon.answer(http.get("/api/v1/programs"));
    for (Fields each : Fields.listOf(answer.value("programs"))) {
      programs.add(
          new ProgramCount(each.text("name"), each.number("numprocs"), each.number("configured")));
    }
    return programs;
  }

  private RollState post(String path, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    String type = json.isEmpty() ? "" : "application/json";
    return RollState.of(ApiDaemon.answer(http.send("POST", path, type, body)));
  }
}
