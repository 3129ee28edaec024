package io.jsupervisor.ctl.client;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads an XML-RPC answer into plain values: String, Integer, Long, Boolean, Double, List and Map.
 * Document types and external entities are off, because a server is not trusted with our files.
 */
final class XmlRpcReply {
  private final XMLStreamReader xml;

  private XmlRpcReply(XMLStreamReader xml) {
    this.xml = xml;
  }

  /**
   * The one value of the answer.
   *
   * @throws FaultException when the answer is a fault
   */
  static Object read(byte[] answer) throws IOException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    try {
      String text = legal(new String(answer, StandardCharsets.UTF_8));
      XMLStreamReader xml = factory.createXMLStreamReader(new StringReader(text));
      try {
        return new XmlRpcReply(xml).response();
      } finally {
        xml.close();
      }
    } catch (XMLStreamException e) {
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

  private Object response() throws XMLStreamException, IOException {
    boolean fault = false;
    while (xml.hasNext()) {
      if (xml.next() == XMLStreamConstants.START_ELEMENT) {
        switch (xml.getLocalName()) {
          case "fault" -> fault = true;
          case "value" -> {
            Object value = value();
            if (!fault) {
              return value;
            }
            Fields fields = Fields.of(value);
            throw new FaultException(fields.number("faultCode"), fields.text("faultString"));
          }
          default -> {
            // methodResponse, params, param: only wrapping.
          }
        }
      }
    }
    throw new IOException("the server's XML-RPC answer holds no value");
  }

  /** From the start of {@code value} to its end. */
  private Object value() throws XMLStreamException, IOException {
    StringBuilder untyped = new StringBuilder();
    Object typed = null;
    while (true) {
      switch (xml.next()) {
        case XMLStreamConstants.START_ELEMENT -> typed = typed(xml.getLocalName());
        case XMLStreamConstants.END_ELEMENT -> {
          return typed == null ? untyped.toString() : typed;
        }
        case XMLStreamConstants.CHARACTERS -> untyped.append(xml.getText());
        default -> {
          // Comments and the like.
        }
      }
    }
  }

  private Object typed(String tag) throws XMLStreamException, IOException {
    return switch (tag) {
      case "array" -> array();
      case "struct" -> struct();
      case "boolean" -> xml.getElementText().strip().equals("1");
      case "int", "i4", "i8" -> number(xml.getElementText().strip());
      case "double" -> Double.valueOf(xml.getElementText().strip());
      default -> xml.getElementText();
    };
  }

  private static Object number(String digits) throws IOException {
    try {
      return Long.valueOf(digits);
    } catch (NumberFormatException e) {
      throw new IOException("the server sent '" + digits + "' as a number", e);
    }
  }

  private List<Object> array() throws XMLStreamException, IOException {
    List<Object> array = new ArrayList<>();
    while (true) {
      int event = xml.next();
      if (event == XMLStreamConstants.START_ELEMENT && xml.getLocalName().equals("value")) {
        array.add(value());
      } else if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("array")) {
        return array;
      }
    }
  }

  private Map<String, Object> struct() throws XMLStreamException, IOException {
    Map<String, Object> struct = new LinkedHashMap<>();
    String name = "";
    while (true) {
      int event = xml.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        if (xml.getLocalName().equals("name")) {
          name = xml.getElementText();
        } else if (xml.getLocalName().equals("value")) {
          struct.put(name, value());
        }
      } else if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("struct")) {
        return struct;
      }
    }
  }
}
