package io.jsupervisor.common.xmlrpc;

import java.io.IOException;
import java.io.Reader;
import java.util.Map;
import javax.xml.stream.XMLStreamException;

/** What a server answers. */
public sealed interface XmlRpcResponse {
  /**
   * @param value String, Long, Double, Boolean, LocalDateTime, List, Map, or null
   */
  record Value(Object value) implements XmlRpcResponse {}

  record Fault(int code, String text) implements XmlRpcResponse {}

  /** Reads a {@code methodResponse}. */
  static XmlRpcResponse read(Reader document) throws XmlRpcException, IOException {
    boolean fault = false;
    try (XmlRpcDocument xml = XmlRpcDocument.of(document, Integer.MAX_VALUE)) {
      while (xml.nextElement()) {
        switch (xml.name()) {
          case "fault" -> fault = true;
          case "value" -> {
            return fault ? fault(xml.value()) : new Value(xml.value());
          }
          default -> {
            // methodResponse, params and param only wrap.
          }
        }
      }
    } catch (XMLStreamException e) {
      throw XmlRpcDocument.failure(e);
    }
    throw new XmlRpcException("it holds no value");
  }

  private static Fault fault(Object value) throws XmlRpcException {
    if (value instanceof Map<?, ?> fault
        && fault.get("faultCode") instanceof Long code
        && fault.get("faultString") instanceof String text) {
      return new Fault(code.intValue(), text);
    }
    throw new XmlRpcException("its fault holds no faultCode and faultString");
  }
}
