package io.jsupervisor.ctl.client;

import io.jsupervisor.ctl.http.HttpConnection;
import io.jsupervisor.ctl.http.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Calls of methods by XML-RPC. */
final class XmlRpcCalls {
  private final HttpConnection http;

  XmlRpcCalls(HttpConnection http) {
    this.http = http;
  }

  /**
   * Calls {@code supervisor.<method>}.
   *
   * @param arguments String, Long or Boolean
   * @throws FaultException when the server answers with a fault
   */
  Object call(String method, Object... arguments) throws IOException {
    byte[] request = request("supervisor." + method, arguments).getBytes(StandardCharsets.UTF_8);
    HttpResponse response = http.send("POST", "/RPC2", "text/xml", request);
    byte[] body = response.bytes();
    if (response.status() != 200) {
      throw new HttpFailure(response.status(), response.reason());
    }
    return XmlRpcReply.read(body);
  }

  static String request(String method, Object... arguments) {
    StringBuilder xml = new StringBuilder(256);
    xml.append("<?xml version='1.0'?>\n<methodCall>\n<methodName>").append(method);
    xml.append("</methodName>\n<params>\n");
    for (Object argument : arguments) {
      xml.append("<param>\n<value>");
      switch (argument) {
        case Boolean flag -> xml.append("<boolean>").append(flag ? 1 : 0).append("</boolean>");
        case Long number -> xml.append("<int>").append(number).append("</int>");
        default -> {
          xml.append("<string>");
          appendEscaped(xml, argument.toString());
          xml.append("</string>");
        }
      }
      xml.append("</value>\n</param>\n");
    }
    return xml.append("</params>\n</methodCall>\n").toString();
  }

  private static void appendEscaped(StringBuilder xml, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> xml.append("&amp;");
        case '<' -> xml.append("&lt;");
        case '>' -> xml.append("&gt;");
        default -> xml.append(c);
      }
    }
  }
}
