package io.jsupervisor.common.ini;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IniDocumentTest {
  private static IniDocument read(String... texts) throws IniException {
    var document = new IniDocument();
    for (String text : texts) {
      document.add("a.conf", text);
    }
    return document;
  }

  @TempDir Path briefly;

  @Test
  void file_readBriefly_isTheSameDocument() throws Exception {
    String text =
        """
        [DEFAULT]
        d=1
        [a]
        x = \\ "q" %(here)s ; c
          two

         three
        [b] junk
        X:y=z
        [a]
        x=2
        k\u00e9=
        """;
    Path file = Files.writeString(briefly.resolve("b.conf"), text);
    var full = new IniDocument();
    full.read(file, "b.conf");
    var brief = new IniDocument();
    brief.readBriefly(file, "b.conf");

    assertEquals(List.of("a", "b"), brief.sections());
    for (String section : full.sections()) {
      assertEquals(full.location(section), brief.location(section));
      assertEquals(full.ownOptions(section), brief.ownOptions(section));
      assertEquals(full.get(section, "d"), brief.get(section, "d"));
    }
    assertEquals("2", brief.get("a", "x").orElseThrow().text());
  }

  private static String value(String text) throws IniException {
    return read("[s]\n" + text).get("s", "x").orElseThrow().text();
  }

  @Test
  void inline_comment_needs_a_blank_before_it() throws IniException {
    assertEquals("1;c", value("x=1;c"));
    assertEquals("1", value("x=1 ;c"));
    assertEquals("1", value("x=1\t#c"));
    assertEquals("bash -c 'foo", value("x=bash -c 'foo ; bar'"));
    assertEquals(";c", value("x=;c"));
    assertEquals("", value("x= ;c"));
  }

  @Test
  void two_comment_characters_in_one_line_are_looked_at_in_rounds() throws IniException {
    assertEquals("a#b #c", value("x=a#b #c ;d"));
    assertEquals("a", value("x=a #c ;d"));
  }

  @Test
  void deeper_line_continues_the_value_whatever_it_looks_like() throws IniException {
    assertEquals("a\n[t]\nk=v", value("x=a\n  [t]\n # no\n\tk=v ; no\n\n"));
    assertEquals("a\n\nb", value("x=a\n\n b\n\n\n"));
    assertEquals("a", value("x=a\n  ; only a comment\ny=b"));
  }

  @Test
  void section_headers_are_greedy_and_ignore_what_follows() throws IniException {
    assertEquals(
        List.of("a", "a]b", " c ", "Program:x"),
        read("[a] junk\n[a]b]\n[ c ]\n [Program:x]\n").sections());
  }

  @Test
  void keys_are_lower_case_and_split_at_the_first_delimiter() throws IniException {
    assertEquals("b = c", read("[s]\nZ y : b = c").get("s", "z y").orElseThrow().text());
    assertEquals("1", read("[s]\n[q=1").get("s", "[q").orElseThrow().text());
  }

  @Test
  void values_keep_quotes_backslashes_and_control_characters() throws IniException {
    String odd = "\"q\" C:\\new \\u0041 \u0001\u20ac\ud83d\ude00'";
    assertEquals(odd, value("x=" + odd));
    assertEquals("\u0001", value("x=\u0001"));
  }

  @Test
  void sections_merge_and_defaults_reach_every_section() throws IniException {
    IniDocument document = read("[DEFAULT]\nu=1\n[a]\nx=1\ny=1\n", "[b]\n[a]\ny=2\n[DEFAULT]\nx=9");
    assertEquals(List.of("a", "b"), document.sections());
    assertEquals("1", document.get("a", "x").orElseThrow().text());
    assertEquals("2", document.get("a", "y").orElseThrow().text());
    assertEquals("9", document.get("b", "x").orElseThrow().text());
    assertEquals(List.of("x", "y", "u"), List.copyOf(document.options("a")));
  }

  @Test
  void options_know_file_and_line() throws IniException {
    IniDocument document = read("; c\n[a]\n\nx=1\n 2\ny=1");
    assertEquals(new Location("a.conf", 4), document.get("a", "x").orElseThrow().at());
    assertEquals(new Location("a.conf", 6), document.get("a", "y").orElseThrow().at());
    assertEquals(Optional.of(new Location("a.conf", 2)), document.location("a"));
  }

  @Test
  void line_before_the_first_section_has_the_classic_text() {
    var thrown = assertThrows(IniException.class, () -> read("\nfoo=1\n"));
    assertEquals(
        "File contains no section headers.\nfile: 'a.conf', line: 2\n'foo=1\\n'",
        thrown.getMessage());
    var bom = assertThrows(IniException.class, () -> read("\ufeff[supervisord]\n"));
    assertTrue(bom.getMessage().endsWith("'\\ufeff[supervisord]\\n'"), bom.getMessage());
  }

  @Test
  void bad_lines_are_reported_together_with_the_classic_text() {
    var thrown = assertThrows(IniException.class, () -> read("[s]\nblah\nx=1\n=2\nb'l"));
    assertEquals(
        "Source contains parsing errors: 'a.conf'\n\t[line  2]: 'blah\\n'\n"
            + "\t[line  4]: '=2\\n'\n\t[line  5]: \"b'l\"",
        thrown.getMessage());
    assertEquals(3, thrown.faults().size());
  }

  @Test
  void here_is_replaced_by_the_directory_of_each_file() throws IniException {
    var document = read("[DEFAULT]\nd=%(here)s/d\n[a]\nx=%(here)s/x");
    document.replaceHere("/one");
    document.add("b.conf", "[b]\ny=%(here)s/y");
    document.replaceHere("/two");
    assertEquals("/one/x", document.get("a", "x").orElseThrow().text());
    assertEquals("/one/d", document.get("a", "d").orElseThrow().text());
    assertEquals("/two/y", document.get("b", "y").orElseThrow().text());
    assertEquals("/two/d", document.get("b", "d").orElseThrow().text());
  }

  @Test
  void bytes_that_are_not_utf8_have_the_classic_text(@TempDir Path dir) throws Exception {
    assertEquals(
        "'utf-8' codec can't decode byte 0xff in position 6: invalid start byte",
        decodeFault(dir, "[s]\nx=\u00ff".getBytes(StandardCharsets.ISO_8859_1)));
    assertEquals(
        "'utf-8' codec can't decode byte 0xe9 in position 6: invalid continuation byte",
        decodeFault(dir, "[s]\nx=\u00e9a".getBytes(StandardCharsets.ISO_8859_1)));
    assertEquals(
        "'utf-8' codec can't decode byte 0xe9 in position 0: unexpected end of data",
        decodeFault(dir, "[s]\nx=\u00e9".getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static String decodeFault(Path dir, byte[] bytes) throws Exception {
    Path file = dir.resolve("bad.conf");
    Files.write(file, bytes);
    return assertThrows(IniException.class, () -> new IniDocument().read(file, "bad.conf"))
        .getMessage();
  }

  @Test
  void carriage_returns_end_lines(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("crlf.conf");
    Files.writeString(file, "[s]\r\nx=a\r\n b\rz=1");
    var document = new IniDocument();
    document.read(file, "crlf.conf");
    assertEquals("a\nb", document.get("s", "x").orElseThrow().text());
    assertEquals(4, document.get("s", "z").orElseThrow().at().line());
  }
}
