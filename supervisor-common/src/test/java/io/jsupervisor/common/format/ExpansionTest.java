package io.jsupervisor.common.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpansionTest {
  private static final Names NAMES = Names.of(names());

  private static Map<String, Object> names() {
    Map<String, Object> names = new LinkedHashMap<>();
    names.put("n", 7);
    names.put("neg", -42);
    names.put("s", "web");
    names.put("a(b)c", "nested");
    return names;
  }

  private static String expand(String raw) throws BadExpansionException {
    return Expansion.expand(raw, NAMES, "program:x.command");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      quoteCharacter = '`',
      value = {
        "80%(n)02d|8007",
        "%(n)d|7",
        "%(n)5d.|    7.",
        "%(n)-5d.|7    .",
        "%(n)+d|+7",
        "%(n)x|7",
        "%(neg)05d|-0042",
        "%(neg)#x|-0x2a",
        "%(neg)#08X|-0X0002A",
        "%(neg)#o|-0o52",
        "%(n).3d|007",
        "%(n)s|7",
        "%(s)s|web",
        "%(s)-5s.|web  .",
        "%(s)5s|  web",
        "%(s).2s|we",
        "%(s)05s|  web",
        "%(s)r|'web'",
        "%(n)c|\u0007",
        "%(n)f|7.000000",
        "%(n).0f|7",
        "%(n)e|7.000000e+00",
        "%(neg).1e|-4.2e+01",
        "%(n)g|7",
        "%(neg)G|-42",
        "%(n)ld|7",
        "100%%|100%",
        "%(a(b)c)s|nested"
      })
  void every_conversion_prints_as_python_does(String raw, String expected) throws Exception {
    assertEquals(expected, expand(raw));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "date +%H|unsupported format character 'H' (0x48) at index 7",
        "50%|incomplete format",
        "%(n)5%|unsupported format character '%' (0x25) at index 5",
        "% (n)d|unsupported format character '(' (0x28) at index 2",
        "%(n|incomplete format key",
        "%s %s|not enough arguments for format string",
        "%(n)s %d|not enough arguments for format string",
        "%(s)d|%d format: a real number is required, not str",
        "%(s)x|%x format: an integer is required, not str",
        "%(s)f|must be real number, not str",
        "%(s)c|%c requires int or char",
        "%d|%d format: a real number is required, not dict",
        "%(n)\u00e9|unsupported format character '?' (0xe9) at index 4"
      })
  void bad_formats_have_pythons_words(String raw, String detail) {
    var thrown = assertThrows(BadExpansionException.class, () -> expand(raw));
    assertEquals(
        "Format string '" + raw + "' for 'program:x.command' is badly formatted: " + detail,
        thrown.getMessage());
  }

  @Test
  void unknown_name_lists_the_known_ones_in_order() {
    var thrown = assertThrows(BadExpansionException.class, () -> expand("%(negg)s"));
    assertEquals(
        "Format string '%(negg)s' for 'program:x.command' contains names ('negg') which cannot be"
            + " expanded. Available names: a(b)c, n, neg, s",
        thrown.getMessage());
    assertEquals("did you mean %(neg)s?", thrown.cure());
  }

  @Test
  void missing_letter_is_recognised() {
    var thrown = assertThrows(BadExpansionException.class, () -> expand("hello-%(n)"));
    assertEquals("did you mean %(n)s?", thrown.cure());
  }

  @Test
  void conversion_without_a_name_prints_the_whole_table_once() throws BadExpansionException {
    assertEquals("{'n': 7, 'neg': -42, 's': 'web', 'a(b)c': 'nested'}", expand("%s"));
  }

  @Test
  void near_miss_is_found_within_two_edits() {
    assertEquals(
        "autostart", NearMiss.of("autostrat", List.of("autostart", "command")).orElseThrow());
    assertEquals(Optional.empty(), NearMiss.of("zzzz", NAMES.all().keySet()));
  }
}
