package io.jsupervisor.common.xmlrpc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Writes calls and answers, in the very form in which Python's library does. What XML 1.0 cannot
 * hold becomes U+FFFD.
 */
public final class XmlRpcWriter {
  private static final String PROLOG = "<?xml version='1.0'?>\n";

  private final Appendable out;

  public XmlRpcWriter(Appendable out) {
    this.out = out;
  }

  /** A value that writes itself, so that it need not be held: the slice of a log, a large list. */
  public interface Streamed {
    /** Writes the value with {@link XmlRpcWriter#value} or with a begin and an end. */
    void writeTo(XmlRpcWriter xml) throws IOException;
  }

  /** A value whose whole {@code methodResponse} is had at once, as many ask for the same. */
  public interface Ready extends Streamed {
    /** The document, in UTF-8; not to be changed. */
    byte[] response();
  }

  /** A whole {@code methodResponse} with a value, in UTF-8. */
  public static byte[] responseBytes(Object value) {
    StringBuilder text = new StringBuilder(8192);
    try {
      new XmlRpcWriter(text).response(value);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** A whole {@code methodCall}. */
  public void call(String method, List<?> params) throws IOException {
    out.append(PROLOG).append("<methodCall>\n<methodName>");
    text(method);
    out.append("</methodName>\n<params>\n");
    for (Object param : params) {
      out.append("<param>\n");
      value(param);
      out.append("</param>\n");
    }
    out.append("</params>\n</methodCall>\n");
  }

  /** A whole {@code methodResponse} with a value. */
  public void response(Object value) throws IOException {
    out.append(PROLOG).append("<methodResponse>\n<params>\n<param>\n");
    value(value);
    out.append("</param>\n</params>\n</methodResponse>\n");
  }

  /** A whole {@code methodResponse} with a fault. */
  public void fault(int code, String text) throws IOException {
    out.append(PROLOG).append("<methodResponse>\n<fault>\n");
    beginStruct();
    member("faultCode", code);
    member("faultString", text);
    endStruct();
    out.append("</fault>\n</methodResponse>\n");
  }

  /** String, whole number, Double, Boolean, List, Map with text keys, or {@link Streamed}. */
  public void value(Object value) throws IOException {
    switch (value) {
      case String text -> {
        beginString();
        text(text);
        endString();
      }
      case Boolean flag ->
          out.append("<value><boolean>").append(flag ? '1' : '0').append("</boolean></value>\n");
      case Integer number -> whole(number);
      case Long number -> whole(number);
      case Double number ->
          out.append("<value><double>").append(number.toString()).append("</double></value>\n");
      case List<?> list -> {
        beginArray();
        for (Object item : list) {
          value(item);
        }
        endArray();
      }
      case Map<?, ?> map -> {
        beginStruct();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          member((String) entry.getKey(), entry.getValue());
        }
        endStruct();
      }
      case Streamed streamed -> streamed.writeTo(this);
      default -> throw new IllegalArgumentException("XML-RPC has no type for " + value.getClass());
    }
  }

  private void whole(long number) throws IOException {
    out.append("<value><int>").append(Long.toString(number)).append("</int></value>\n");
  }

  public void beginString() throws IOException {
    out.append("<value><string>");
  }

  public void endString() throws IOException {
    out.append("</string></value>\n");
  }

  public void beginArray() throws IOException {
    out.append("<value><array><data>\n");
  }

  public void endArray() throws IOException {
    out.append("</data></array></value>\n");
  }

  public void beginStruct() throws IOException {
    out.append("<value><struct>\n");
  }

  /** A member of the struct that was begun. */
  public void member(String name, Object value) throws IOException {
    out.append("<member>\n<name>");
    text(name);
    out.append("</name>\n");
    value(value);
    out.append("</member>\n");
  }

  public void endStruct() throws IOException {
    out.append("</struct></value>\n");
  }

  /** A piece of the string that was begun; must not cut a surrogate pair. */
  public void text(CharSequence text) throws IOException {
    if (text instanceof String whole && isPlain(whole)) {
      out.append(whole);
      return;
    }
    int written = 0;
    for (int i = 0; i < text.length(); i++) {
      String instead = instead(text, i);
      if (instead != null) {
        out.append(text, written, i).append(instead);
        written = i + 1;
      }
    }
    out.append(text, written, text.length());
  }

  /** Nearly every text is, and is then copied as a whole. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '&' || c == '<' || c == '>') {
        return false;
      }
    }
    return true;
  }

  /** What is written in place of the character at {@code i}; null for itself. */
  private static String instead(CharSequence text, int i) {
    char c = text.charAt(i);
    return switch (c) {
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      case '\t', '\n', '\r' -> null;
      default -> isLegal(text, i, c) ? null : "\ufffd";
    };
  }

  private static boolean isLegal(CharSequence text, int i, char c) {
    if (Character.isHighSurrogate(c)) {
      return i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
    }
    if (Character.isLowSurrogate(c)) {
      return i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }
    return c >= ' ' && c < '\ufffe';
  }
}
