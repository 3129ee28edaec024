package io.jsupervisor.common.xmlrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class XmlRpcWriterTest {
  private static Object roundTrip(Object value) throws Exception {
    StringBuilder xml = new StringBuilder();
    new XmlRpcWriter(xml).response(value);
    return ((XmlRpcResponse.Value) XmlRpcResponse.read(new StringReader(xml.toString()))).value();
  }

  @Test
  void values_writtenAndRead_areTheSame() throws Exception {
    List<Object> values =
        List.of("a<b>&\u00e9\ud83d\ude00\n\t", 7L, true, false, 1.5, List.of(), Map.of("k", "v"));
    assertEquals(values, roundTrip(values));
  }

  @Test
  void response_written_isInTheFormOfPythonsLibrary() throws IOException {
    StringBuilder xml = new StringBuilder();
    new XmlRpcWriter(xml).response(List.of(1, "x"));
    assertEquals(
        """
        <?xml version='1.0'?>
        <methodResponse>
        <params>
        <param>
        <value><array><data>
        <value><int>1</int></value>
        <value><string>x</string></value>
        </data></array></value>
        </param>
        </params>
        </methodResponse>
        """,
        xml.toString());
  }

  @Test
  void fault_writtenAndRead_isTheSame() throws Exception {
    StringBuilder xml = new StringBuilder();
    new XmlRpcWriter(xml).fault(10, "BAD_NAME: a<b");
    assertEquals(
        new XmlRpcResponse.Fault(10, "BAD_NAME: a<b"),
        XmlRpcResponse.read(new StringReader(xml.toString())));
  }

  @Test
  void charactersThatXmlCannotHold_becomeReplacementCharacters() throws Exception {
    assertEquals("a\ufffdb\ufffdc\ufffdd\ufffde", roundTrip("a\0b\u001bc\ud800d\udc00e"));
    assertEquals("\ufffd\ufffd", roundTrip("\ufffe\uffff"));
  }

  @Test
  void typeWithoutForm_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> roundTrip(new Object()));
  }
}
