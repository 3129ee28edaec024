package io.jsupervisor.daemon.api;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.jsupervisor.common.xmlrpc.XmlRpcCall;
import io.jsupervisor.common.xmlrpc.XmlRpcException;
import io.jsupervisor.common.xmlrpc.XmlRpcWriter;
import io.jsupervisor.daemon.rpc.BadValueException;
import io.jsupervisor.daemon.rpc.RpcFault;
import io.jsupervisor.daemon.rpc.RpcServer;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PushbackReader;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * XML-RPC over HTTP (spec section 7.1). Every path that begins with {@code /RPC2} is taken; what is
 * not a call gets the statuses of the classic tool.
 */
final class RpcRoutes {
  static final String PATH = "/RPC2";
  static final int MOST_BODY = 16 * 1024 * 1024;
  private static final List<String> OTHERS =
      List.of("GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE");

  private final RpcServer rpc;
  private final BodyBudget budget = new BodyBudget(MOST_BODY);

  RpcRoutes(RpcServer rpc) {
    this.rpc = rpc;
  }

  List<Route> routes() {
    return List.of(Route.post(PATH, this::call));
  }

  /** The classic tool looks at the beginning of a path only, and does not know 405. */
  void register(RoutesConfig routes) {
    routes.addHttpHandler(HandlerType.POST, PATH + "<rest>", this::call);
    for (String method : OTHERS) {
      HandlerType type = HandlerType.findOrCreate(method);
      routes.addHttpHandler(type, PATH, RpcRoutes::refuse);
      routes.addHttpHandler(type, PATH + "<rest>", RpcRoutes::refuse);
    }
  }

  private static void refuse(Context request) {
    throw Problem.badRequest("XML-RPC takes POST; send a methodCall").refusal();
  }

  private void call(Context request) throws IOException, InterruptedException {
    XmlRpcCall call = read(request);
    // The answer may be deferred for as long as a process takes to stop.
    long idle = Connections.idleMillis(request, 0);
    Object value;
    try {
      value = rpc.answer(call);
    } catch (RpcFault fault) {
      Connections.idleMillis(request, idle);
      write(request, xml -> xml.fault(fault.fault().code(), fault.text()));
      return;
    } catch (BadValueException bad) {
      Connections.idleMillis(request, idle);
      throw Problem.of("internal", "Internal error", 500, bad.getMessage()).refusal();
    }
    Connections.idleMillis(request, idle);
    if (value instanceof XmlRpcWriter.Ready ready) {
      byte[] response = ready.response();
      head(request).setContentLength(response.length);
      request.res().getOutputStream().write(response);
    } else {
      write(request, xml -> xml.response(value));
    }
  }

  private XmlRpcCall read(Context request) throws IOException {
    if (request.req().getContentLengthLong() < 0) {
      throw Problem.of("length-required", "Length required", 411, "XML-RPC needs a Content-Length")
          .refusal();
    }
    try (BodyBudget.Body body = budget.body(request.req().getInputStream())) {
      XmlRpcCall call;
      try {
        call = XmlRpcCall.read(utf8(body));
      } catch (XmlRpcException malformed) {
        rpc.invalid(body.beginning(), "unmarshallable");
        throw Problem.badRequest("this is no XML-RPC call: " + malformed.getMessage()).refusal();
      }
      if (call.method().isEmpty()) {
        rpc.invalid(body.beginning(), "no method name");
        throw Problem.badRequest("the XML-RPC call has no methodName").refusal();
      }
      return call;
    }
  }

  /**
   * Whatever encoding the document declares; clients that mean it write character references. The
   * byte order mark that some write first is passed over.
   */
  private static Reader utf8(InputStream body) throws IOException {
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    PushbackReader reader = new PushbackReader(new InputStreamReader(body, decoder));
    int first = reader.read();
    if (first >= 0 && first != '\ufeff') {
      reader.unread(first);
    }
    return reader;
  }

  private interface Answer {
    void writeTo(XmlRpcWriter xml) throws IOException;
  }

  private static HttpServletResponse head(Context request) {
    HttpServletResponse response = request.status(200).contentType("text/xml").res();
    response.setCharacterEncoding((String) null);
    return response;
  }

  private static void write(Context request, Answer answer) throws IOException {
    head(request);
    try (Writer out =
        new BufferedWriter(
            new OutputStreamWriter(new SizedAnswer(request.res()), StandardCharsets.UTF_8))) {
      answer.writeTo(new XmlRpcWriter(out));
    }
  }
}
