package io.jsupervisor.ctl.client;

import io.jsupervisor.common.xmlrpc.XmlRpcException;
import io.jsupervisor.common.xmlrpc.XmlRpcResponse;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;

/** Reads an XML-RPC answer into plain values. */
final class XmlRpcReply {
  private XmlRpcReply() {}

  /**
   * The one value of the answer.
   *
   * @throws FaultException when the answer is a fault
   */
  static Object read(byte[] answer) throws IOException {
    String text = legal(new String(answer, StandardCharsets.UTF_8));
    try {
      return switch (XmlRpcResponse.read(new StringReader(text))) {
        case XmlRpcResponse.Value(Object value) -> value;
        case XmlRpcResponse.Fault(int code, String fault) -> throw new FaultException(code, fault);
      };
    } catch (XmlRpcException e) {
      throw new IOException("the server's XML-RPC answer cannot be read: " + e.getMessage(), e);
    }
  }

  /** Logs hold escape characters, and the classic server sends them, which XML 1.0 cannot hold. */
  private static String legal(String text) {
    StringBuilder mended = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean illegal = (c < ' ' && c != '\n' && c != '\r' && c != '\t') || c >= '\ufffe';
      if (illegal) {
        mended = mended == null ? new StringBuilder(text) : mended;
        mended.setCharAt(i, '\ufffd');
      }
    }
    return mended == null ? text : mended.toString();
  }
}
