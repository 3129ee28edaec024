package io.jsupervisor.common.xmlrpc;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.xml.stream.XMLStreamException;

/**
 * A call of a method.
 *
 * @param method empty when the document names none
 * @param params String, Long, Double, Boolean, LocalDateTime, List, Map, or null
 */
public record XmlRpcCall(String method, List<Object> params) {
  /** More than any method can use; a text doubles in memory while it grows. */
  private static final int LONGEST_TEXT = 4 * 1024 * 1024;

  public XmlRpcCall {
    params = Collections.unmodifiableList(new ArrayList<>(params));
  }

  /** Reads a {@code methodCall}; {@code params} may be absent, as some clients leave it out. */
  public static XmlRpcCall read(Reader document) throws XmlRpcException, IOException {
    String method = "";
    List<Object> params = new ArrayList<>();
    try (XmlRpcDocument xml = XmlRpcDocument.of(document, LONGEST_TEXT)) {
      while (xml.nextElement()) {
        switch (xml.name()) {
          case "methodName" -> method = xml.text();
          case "param" -> params.add(xml.firstValue());
          default -> {
            // methodCall and params only wrap.
          }
        }
      }
    } catch (XMLStreamException e) {
      throw XmlRpcDocument.failure(e);
    }
    return new XmlRpcCall(method, params);
  }
}
