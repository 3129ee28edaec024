package io.jsupervisor.ctl.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A server that gives prepared answers in the shapes of docs/api, and notes what it was asked. */
final class ApiServer implements AutoCloseable {
  private record Prepared(int status, String type, byte[] body, Map<String, String> headers) {}

  private final HttpServer http;
  private final Map<String, Prepared> answers = new LinkedHashMap<>();
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final List<String> authorizations = Collections.synchronizedList(new ArrayList<>());

  ApiServer() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/", this::answer);
    http.start();
    json(
        "GET /api/v1/info",
        """
        {"name":"jsupervisord","version":"0.1.0","classicVersion":"4.3.0","apiVersion":"3.0",
         "pid":4711,"identifier":"supervisor","state":"RUNNING","statecode":1,"uptime":12,
         "configFile":"/etc/jsupervisor/jsupervisord.conf","later":{"unknown":[1,2.5,null]}}\
        """);
  }

  String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  /** The requests but the first question of every run, with their bodies. */
  List<String> asked() {
    return asked.stream().filter(request -> !request.equals("GET /api/v1/info")).toList();
  }

  List<String> authorizations() {
    return List.copyOf(authorizations);
  }

  void json(String request, String body) {
    prepare(request, 200, "application/json", body.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  void bytes(String request, byte[] body, long next, long size) {
    Map<String, String> headers =
        Map.of("Log-Next-Offset", Long.toString(next), "Log-Size", Long.toString(size));
    prepare(request, 200, "application/octet-stream", body, headers);
  }

  void problem(String request, int status, String code, int fault, String detail) {
    String body =
        """
        {"type":"urn:jsupervisor:problem:x","title":"T","status":%d,"detail":"%s","code":"%s",\
        "fault":%d}\
        """
            .formatted(status, detail, code, fault);
    prepare(
        request,
        status,
        "application/problem+json",
        body.getBytes(StandardCharsets.UTF_8),
        Map.of());
  }

  void prepare(String request, int status, String type, byte[] body, Map<String, String> headers) {
    answers.put(request, new Prepared(status, type, body, headers));
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    asked.add(body.isEmpty() ? request : request + " " + body);
    authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    Prepared prepared =
        answers.getOrDefault(
            request,
            new Prepared(500, "text/plain", request.getBytes(StandardCharsets.UTF_8), Map.of()));
    exchange.getResponseHeaders().set("Content-Type", prepared.type());
    prepared.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(
        prepared.status(), prepared.body().length == 0 ? -1 : prepared.body().length);
    try (exchange) {
      exchange.getResponseBody().write(prepared.body());
    }
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
