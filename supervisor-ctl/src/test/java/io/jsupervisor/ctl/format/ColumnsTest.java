package io.jsupervisor.ctl.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnsTest {
  @Test
  void words_thatFitInOneRow_standInOne() {
    assertEquals(List.of("a  bb  c"), Columns.table(List.of("a", "bb", "c"), 79));
  }

  @Test
  void words_tooWide_areFilledColumnByColumnAndPadded() {
    assertEquals(
        List.of("aaa  d ", "b    ee", "c  "),
        Columns.table(List.of("aaa", "b", "c", "d", "ee"), 7));
  }

  @Test
  void text_padded_countsCharactersNotUnits() {
    assertEquals("\ud83d\ude00 |", Columns.pad("\ud83d\ude00", 2) + "|");
    assertEquals("long", Columns.pad("long", 2));
  }
}
