package io.jsupervisor.ctl.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class XmlRpcReplyTest {
  private static Object read(String value) throws IOException {
    return XmlRpcReply.read(
        ("<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value>"
                + value
                + "</value>\n</param>\n</params>\n</methodResponse>")
            .getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void values_read_arePlain() throws IOException {
    assertEquals(-7L, read("<int>-7</int>"));
    assertEquals(true, read("<boolean>1</boolean>"));
    assertEquals("a<b&\n\u00e9", read("<string>a&lt;b&amp;\n\u00e9</string>"));
    assertEquals("untyped", read("untyped"));
    assertEquals("", read("<string></string>"));
  }

  @Test
  void arraysAndStructs_read_nest() throws IOException {
    assertEquals(
        List.of(List.of("a", "b"), List.of(), Map.of("k", 1L, "l", List.of(false))),
        read(
            """
            <array><data>
            <value><array><data><value><string>a</string></value>
            <value>b</value></data></array></value>
            <value><array><data></data></array></value>
            <value><struct><member><name>k</name><value><int>1</int></value></member>
            <member><name>l</name><value><array><data><value><boolean>0</boolean></value>
            </data></array></value></member></struct></value>
            </data></array>\
            """));
  }

  @Test
  void fault_read_isThrown() {
    FaultException fault =
        assertThrows(
            FaultException.class,
            () ->
                XmlRpcReply.read(
                    ("<methodResponse><fault><value><struct><member><name>faultCode</name>"
                            + "<value><int>10</int></value></member><member><name>faultString"
                            + "</name><value><string>BAD_NAME: x</string></value></member>"
                            + "</struct></value></fault></methodResponse>")
                        .getBytes(StandardCharsets.UTF_8)));

    assertEquals(Fault.BAD_NAME, fault.fault());
    assertEquals("BAD_NAME: x", fault.text());
  }

  @Test
  void escapeCharacters_read_becomeReplacementCharacters() throws IOException {
    assertEquals("\ufffd[31mred", read("<string>\u001b[31mred</string>"));
  }

  @Test
  void externalEntity_read_isRefused() {
    byte[] answer =
        ("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>"
                + "<methodResponse><params><param><value>&e;</value></param></params>"
                + "</methodResponse>")
            .getBytes(StandardCharsets.UTF_8);

    assertThrows(IOException.class, () -> XmlRpcReply.read(answer));
  }

  @Test
  void request_written_escapes() throws IOException {
    assertEquals(
        """
        <?xml version='1.0'?>
        <methodCall>
        <methodName>supervisor.x</methodName>
        <params>
        <param>
        <value><string>a&lt;&amp;&gt;</string></value>
        </param>
        <param>
        <value><int>-1600</int></value>
        </param>
        <param>
        <value><boolean>1</boolean></value>
        </param>
        </params>
        </methodCall>
        """,
        XmlRpcCalls.request("supervisor.x", "a<&>", -1600L, true));
  }
}
