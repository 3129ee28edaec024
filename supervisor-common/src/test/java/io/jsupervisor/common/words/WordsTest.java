package io.jsupervisor.common.words;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
  @Test
  void command_quotes_and_backslashes_protect() throws WordsException {
    assertEquals(
        List.of("/bin/sh", "-c", "echo \"a b\" $X", "", "c d", "e#f", "#g"),
        ShellWords.split("/bin/sh -c 'echo \"a b\" $X' \"\" c\\ d e#f #g"));
    assertEquals(List.of("a\\nb\"c", "de"), ShellWords.split("\"a\\nb\\\"c\"\n 'd'\"e\""));
    assertEquals(List.of(), ShellWords.split(" \t"));
  }

  @Test
  void command_unbalanced_is_refused_with_the_classic_text() {
    assertEquals(
        "No closing quotation",
        assertThrows(WordsException.class, () -> ShellWords.split("a 'b")).getMessage());
    assertEquals(
        "No escaped character",
        assertThrows(WordsException.class, () -> ShellWords.split("a \\")).getMessage());
  }

  @Test
  void pairs_of_the_reference_table() throws WordsException {
    assertEquals(Map.of("A", "1", "B", "2"), EnvironmentPairs.parse("A=1,B=2"));
    assertEquals(Map.of("A", "1", "B", "x y"), EnvironmentPairs.parse("A=\"1\",\n B='x y',"));
    assertEquals(Map.of("A", "", "B", "1"), EnvironmentPairs.parse("A=\"\",B=1"));
    assertEquals(Map.of("A", "http://x:8/y"), EnvironmentPairs.parse("A=http://x:8/y"));
    assertEquals(Map.of("A", "$"), EnvironmentPairs.parse("A=$HOME"));
    assertEquals(Map.of("A", "~"), EnvironmentPairs.parse("A=~/x"));
    assertEquals(Map.of("A", "1", "B", "2"), EnvironmentPairs.parse("A=1;B=2"));
    assertEquals(Map.of("A", "a"), EnvironmentPairs.parse("A=a#b"));
    assertEquals(Map.of("A", "a"), EnvironmentPairs.parse("A=\"a\" \"b\""));
    assertEquals(Map.of("A", "ab"), EnvironmentPairs.parse("A=a\"b\""));
    assertEquals(Map.of("A", "a\"b"), EnvironmentPairs.parse("A=\"a\\\"b\""));
    assertEquals(Map.of("A", "foobar"), EnvironmentPairs.parse("A=foo\\bar"));
    assertEquals(Map.of("A", "it's"), EnvironmentPairs.parse("A=\"it's\""));
    assertEquals(Map.of("A", "2"), EnvironmentPairs.parse("\"A\"=2"));
    assertEquals(Map.of("A", "x\\ny"), EnvironmentPairs.parse("A=\"x\\ny\""));
    assertEquals(Map.of("1A", "1", "A-B", "2"), EnvironmentPairs.parse("1A=1,A-B=2"));
    assertEquals(Map.of(), EnvironmentPairs.parse(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"A=1,,B=2", "A=", "A=x=y", "A=http://x/y?z", "A=a@b,B=1", "A=a*b,B=2", "A", "A,B"})
  void pairs_that_do_not_come_in_fours_are_refused(String raw) {
    assertEquals(
        "Unexpected end of key/value pairs in value '" + raw + "'",
        assertThrows(WordsException.class, () -> EnvironmentPairs.parse(raw)).getMessage());
  }
}
