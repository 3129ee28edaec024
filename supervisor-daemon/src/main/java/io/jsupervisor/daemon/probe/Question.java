package io.jsupervisor.daemon.probe;

import io.jsupervisor.daemon.core.ProbeSpec.Check;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The bytes that an http probe sends, in the protocol of the port. */
final class Question {
  private static final String AGENT = "jsupervisor";

  static byte[] of(Check.Http check, Probes.Address address) {
    return address.protocol().equals("uwsgi") ? uwsgi(check, address) : http(check, address);
  }

  private static byte[] http(Check.Http check, Probes.Address address) {
    String request =
        "GET "
            + check.path()
            + " HTTP/1.1\r\nHost: "
            + host(address)
            + "\r\nUser-Agent: "
            + AGENT
            + "\r\nAccept: */*\r\nConnection: close\r\n\r\n";
    return request.getBytes(StandardCharsets.UTF_8);
  }

  private static String host(Probes.Address address) {
    String host = address.host();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.port();
  }

  /**
   * One packet of the uwsgi protocol: modifier 0, the size of the variables, then each name and
   * value behind its length; numbers are little-endian and of 16 bits.
   */
  private static byte[] uwsgi(Check.Http check, Probes.Address address) {
    int mark = check.path().indexOf('?');
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("REQUEST_METHOD", "GET");
    variables.put("REQUEST_URI", check.path());
    variables.put("PATH_INFO", mark < 0 ? check.path() : check.path().substring(0, mark));
    variables.put("QUERY_STRING", mark < 0 ? "" : check.path().substring(mark + 1));
    variables.put("SERVER_PROTOCOL", "HTTP/1.1");
    variables.put("SERVER_NAME", address.host());
    variables.put("SERVER_PORT", String.valueOf(address.port()));
    variables.put("REMOTE_ADDR", "127.0.0.1");
    variables.put("HTTP_HOST", host(address));
    variables.put("HTTP_USER_AGENT", AGENT);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    variables.forEach(
        (name, value) -> {
          text(body, name);
          text(body, value);
        });
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(0);
    number(packet, body.size());
    packet.write(0);
    packet.writeBytes(body.toByteArray());
    return packet.toByteArray();
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(out, bytes.length);
    out.writeBytes(bytes);
  }

  private static void number(ByteArrayOutputStream out, int number) {
    out.write(number & 0xff);
    out.write(number >> 8 & 0xff);
  }

  private Question() {}
}
