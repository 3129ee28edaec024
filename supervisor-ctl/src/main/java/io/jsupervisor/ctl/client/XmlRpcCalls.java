package io.jsupervisor.ctl.client;

import io.jsupervisor.common.xmlrpc.XmlRpcWriter;
import io.jsupervisor.ctl.http.HttpConnection;
import io.jsupervisor.ctl.http.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

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

  static String request(String method, Object... arguments) throws IOException {
    StringBuilder xml = new StringBuilder(256);
    new XmlRpcWriter(xml).call(method, List.of(arguments));
    return xml.toString();
  }
}
