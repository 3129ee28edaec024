package io.jsupervisor.common.xmlrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class XmlRpcCallTest {
  private static XmlRpcCall read(String document) throws XmlRpcException, IOException {
    return XmlRpcCall.read(new StringReader(document));
  }

  private static Object param(String value) throws XmlRpcException, IOException {
    return read("<methodCall><methodName>m</methodName><params><param><value>"
            + value
            + "</value></param></params></methodCall>")
        .params()
        .getFirst();
  }

  @Test
  void everyType_read_isPlain() throws Exception {
    assertEquals(7L, param("<int> 7 </int>"));
    assertEquals(-7L, param("<i4>-7</i4>"));
    assertEquals(true, param("<boolean>1</boolean>"));
    assertEquals(false, param("<boolean>true</boolean>"));
    assertEquals(1.5, param("<double>1.5</double>"));
    assertEquals("a<b\u00e9", param("<string>a&lt;b&#233;</string>"));
    assertEquals(" untyped ", param(" untyped "));
    assertEquals("", param(""));
    assertEquals("h\u00e9", param("<base64>aMOp\n</base64>"));
    assertEquals(
        LocalDateTime.of(2026, 1, 2, 3, 4, 5),
        param("<dateTime.iso8601>20260102T03:04:05</dateTime.iso8601>"));
    assertNull(param("<nil/>"));
    assertEquals(List.of("a", List.of()), param(array("a", array())));
    assertEquals(
        Map.of("k", 1L),
        param("<struct><member><name>k</name><value><int>1</int></value></member></struct>"));
  }

  private static String array(String... values) {
    StringBuilder xml = new StringBuilder("<array><data>");
    for (String value : values) {
      xml.append("<value>").append(value).append("</value>");
    }
    return xml.append("</data></array>").toString();
  }

  @Test
  void params_absent_areNone() throws Exception {
    assertEquals(
        new XmlRpcCall("m", List.of()),
        read("<methodCall><methodName>m</methodName></methodCall>"));
    assertEquals("", read("<methodCall/>").method());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "<methodCall>",
        "<methodCall></methodCall>x",
        "<methodCall><params><param></param></params></methodCall>",
        "<!DOCTYPE m><methodCall/>",
        "<!DOCTYPE m [<!ENTITY a 'aa'>]><methodCall><methodName>&a;</methodName></methodCall>",
        "<!DOCTYPE m [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><m><methodName>&a;</methodName></m>",
        "<methodCall><methodName>&undeclared;</methodName></methodCall>",
        "<methodCall><methodName>a<b/></methodName></methodCall>"
      })
  void notCalls_read_areRefused(String document) {
    assertThrows(XmlRpcException.class, () -> read(document));
  }

  @ParameterizedTest
  @CsvSource({"int, x", "int, ''", "i4, 1.5", "double, x", "base64, /w==", "dateTime.iso8601, x"})
  void badValues_read_areRefused(String tag, String text) {
    assertThrows(XmlRpcException.class, () -> param("<" + tag + ">" + text + "</" + tag + ">"));
  }

  @Test
  void deepNesting_read_isRefused() {
    String open = "<array><data><value>".repeat(100_000);
    assertThrows(XmlRpcException.class, () -> param(open));
  }

  @ParameterizedTest
  @CsvSource({"array, 63", "struct, 63"})
  void nesting_ofAnyKind_isReadToTheLimitAndNotBeyond(String kind, int most) throws Exception {
    param(nested(kind, most));
    XmlRpcException refused =
        assertThrows(XmlRpcException.class, () -> param(nested(kind, most + 1)));
    assertTrue(refused.getMessage().contains("nested more than 64 deep"), refused.getMessage());
  }

  /** A value within so many others. */
  private static String nested(String kind, int times) {
    boolean array = kind.equals("array");
    String open = array ? "<array><data><value>" : "<struct><member><name>a</name><value>";
    String close = array ? "</value></data></array>" : "</value></member></struct>";
    return open.repeat(times) + "<int>1</int>" + close.repeat(times);
  }

  @Test
  void millionsOfValues_read_areRefusedOnTheWay() {
    Reader endless =
        new Reader() {
          private final String begin = "<m><methodName>m</methodName><params><param><value>";
          private String rest = begin + "<array><data>";

          @Override
          public int read(char[] chars, int offset, int length) {
            int count = Math.min(length, rest.length());
            rest.getChars(0, count, chars, offset);
            rest = rest.substring(count);
            rest = rest.isEmpty() ? "<value/>".repeat(1000) : rest;
            return count;
          }

          @Override
          public void close() {}
        };
    assertThrows(XmlRpcException.class, () -> XmlRpcCall.read(endless));
  }

  @Test
  void veryLongText_read_isRefused() {
    String text = "x".repeat(5 * 1024 * 1024);
    assertThrows(XmlRpcException.class, () -> param(text));
  }
}
