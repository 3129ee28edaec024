package io.jsupervisor.common.xmlrpc;

import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Values out of a document, one pass, no tree. Neither side trusts the other: there are no document
 * types and no entities, and depth and number of values are bounded, as each costs memory.
 */
final class XmlRpcDocument implements AutoCloseable {
  private static final int MOST_DEPTH = 64;
  private static final int MOST_VALUES = 250_000;
  private static final DateTimeFormatter ISO8601 =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HH:mm:ss");

  /** Making one reads many settings of the JDK; each is used by one thread at a time. */
  private static final Queue<XMLInputFactory> IDLE = new ArrayBlockingQueue<>(8);

  private final XMLStreamReader xml;
  private final int longestText;
  private int depth;
  private int values;

  private XmlRpcDocument(XMLStreamReader xml, int longestText) {
    this.xml = xml;
    this.longestText = longestText;
  }

  /**
   * @param longestText how many characters one text may have
   */
  static XmlRpcDocument of(Reader document, int longestText) throws XMLStreamException {
    XMLInputFactory factory = Objects.requireNonNullElseGet(IDLE.poll(), XmlRpcDocument::factory);
    XmlRpcDocument begun = new XmlRpcDocument(factory.createXMLStreamReader(document), longestText);
    IDLE.offer(factory);
    return begun;
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    // The JDK counts each &lt; of a log against these; others than XML's own are not taken at all.
    factory.setProperty("jdk.xml.maxGeneralEntitySizeLimit", 0);
    factory.setProperty("jdk.xml.totalEntitySizeLimit", 0);
    factory.setProperty("jdk.xml.entityExpansionLimit", 0);
    // The JDK counts elements, of which a value in a value has three; we count values.
    factory.setProperty("jdk.xml.maxElementDepth", 0);
    return factory;
  }

  /** A read that failed goes on as it is; everything else is the document's fault. */
  static XmlRpcException failure(XMLStreamException e) throws IOException {
    String why = String.valueOf(e.getMessage()).replaceAll("\\s*\n(Message: )?", ": ");
    for (Throwable cause = e.getNestedException(); cause != null; cause = cause.getCause()) {
      if (cause instanceof CharacterCodingException) {
        why = "it is not UTF-8";
      } else if (cause instanceof IOException unread) {
        throw unread;
      }
    }
    return new XmlRpcException(why, e);
  }

  /** Goes to the next start of an element; false at the end of the document. */
  boolean nextElement() throws XMLStreamException, XmlRpcException {
    while (xml.hasNext()) {
      if (next() == XMLStreamConstants.START_ELEMENT) {
        return true;
      }
    }
    return false;
  }

  String name() {
    return xml.getLocalName();
  }

  private int next() throws XMLStreamException, XmlRpcException {
    int event = xml.next();
    if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
      throw new XmlRpcException("it has a document type or an entity, which XML-RPC has not");
    }
    return event;
  }

  /** The text of the element, which holds nothing else; ends behind it. */
  String text() throws XMLStreamException, XmlRpcException {
    StringBuilder text = new StringBuilder();
    while (true) {
      switch (next()) {
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
            appendTo(text);
        case XMLStreamConstants.START_ELEMENT ->
            throw new XmlRpcException("<" + name() + "> stands where only text may");
        case XMLStreamConstants.END_ELEMENT -> {
          return text.toString();
        }
        default -> {
          // Comments and the like.
        }
      }
    }
  }

  private void appendTo(StringBuilder text) throws XmlRpcException {
    if (text.length() + xml.getTextLength() > longestText) {
      throw new XmlRpcException("a text in it is longer than " + longestText + " characters");
    }
    text.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
  }

  /** The value in a {@code param}; ends behind the param. */
  Object firstValue() throws XMLStreamException, XmlRpcException {
    Object value = null;
    boolean found = false;
    while (true) {
      switch (next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          Object child = value();
          value = found ? value : child;
          found = true;
        }
        case XMLStreamConstants.END_ELEMENT -> {
          if (!found) {
            throw new XmlRpcException("a param holds no value");
          }
          return value;
        }
        default -> {
          // Blanks.
        }
      }
    }
  }

  /** From the start of {@code value} to its end. */
  Object value() throws XMLStreamException, XmlRpcException {
    if (++values > MOST_VALUES) {
      throw new XmlRpcException("it holds more than " + MOST_VALUES + " values");
    }
    if (++depth > MOST_DEPTH) {
      throw new XmlRpcException("its values are nested more than " + MOST_DEPTH + " deep");
    }
    StringBuilder untyped = new StringBuilder();
    Object typed = null;
    boolean isTyped = false;
    while (true) {
      switch (next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          Object child = typed();
          typed = isTyped ? typed : child;
          isTyped = true;
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
            appendTo(untyped);
        case XMLStreamConstants.END_ELEMENT -> {
          depth--;
          return isTyped ? typed : untyped.toString();
        }
        default -> {
          // Comments and the like.
        }
      }
    }
  }

  /** A tag that nobody knows is its text, and nothing when it is empty: {@code <nil/>}. */
  private Object typed() throws XMLStreamException, XmlRpcException {
    String tag = name();
    return switch (tag) {
      case "array" -> array();
      case "struct" -> struct();
      case "string" -> text();
      case "boolean" -> text().equals("1");
      case "int", "i4", "i8" -> number(text());
      case "double" -> fraction(text());
      case "base64" -> decoded(text());
      case "dateTime.iso8601" -> time(text());
      default -> {
        String text = text();
        yield text.isEmpty() ? null : text;
      }
    };
  }

  private static Long number(String text) throws XmlRpcException {
    try {
      return Long.valueOf(text.strip());
    } catch (NumberFormatException e) {
      throw new XmlRpcException("'" + text + "' is no whole number", e);
    }
  }

  private static Double fraction(String text) throws XmlRpcException {
    try {
      return Double.valueOf(text.strip());
    } catch (NumberFormatException e) {
      throw new XmlRpcException("'" + text + "' is no number", e);
    }
  }

  /** Text, as the classic tool takes it. */
  private static String decoded(String text) throws XmlRpcException {
    try {
      byte[] bytes = Base64.getMimeDecoder().decode(text);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw new XmlRpcException("a base64 value is no UTF-8 text", e);
    }
  }

  private static LocalDateTime time(String text) throws XmlRpcException {
    try {
      return LocalDateTime.parse(text, ISO8601);
    } catch (DateTimeException e) {
      throw new XmlRpcException("'" + text + "' is no time", e);
    }
  }

  private List<Object> array() throws XMLStreamException, XmlRpcException {
    List<Object> array = new ArrayList<>();
    while (true) {
      int event = next();
      if (event == XMLStreamConstants.START_ELEMENT && name().equals("value")) {
        array.add(value());
      } else if (event == XMLStreamConstants.END_ELEMENT && name().equals("array")) {
        return array;
      }
    }
  }

  private Map<String, Object> struct() throws XMLStreamException, XmlRpcException {
    Map<String, Object> struct = new LinkedHashMap<>();
    String member = "";
    while (true) {
      int event = next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        if (name().equals("name")) {
          member = text();
        } else if (name().equals("value")) {
          struct.put(member, value());
        }
      } else if (event == XMLStreamConstants.END_ELEMENT && name().equals("struct")) {
        return struct;
      }
    }
  }

  @Override
  public void close() throws XMLStreamException {
    xml.close();
  }
}
