package io.jsupervisor.daemon.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadPaceTest {
  private static final long SECOND = 1_000_000_000;
  private final ReadPace pace = new ReadPace();

  @Test
  void givenALineASecond_whenRead_thenTheRestIsTheLongestAllowed() {
    pace.begin();
    pace.read(80, SECOND);
    assertEquals(ReadPace.MOST_NANOS, pace.nanos());
  }

  @ParameterizedTest
  @ValueSource(longs = {5_000_000, 20_000_000, 100_000_000})
  void givenAFloodOfSmallWrites_whenRead_thenItsPipeIsNotEvenHalfFullAfterTheRest(
      long bytesASecond) {
    pace.begin();
    pace.read(400, 400 * SECOND / bytesASecond);
    long written = pace.nanos() * bytesASecond / SECOND;
    assertTrue(written <= 32 * 1024, written + " bytes");
    assertTrue(pace.nanos() > 0);
  }

  @Test
  void givenAFloodOfLargeWrites_whenRead_thenThereIsNoRest() {
    pace.begin();
    pace.read(65_536, 60_000);
    assertEquals(0, pace.nanos());
  }

  @Test
  void givenOneFastAmongSlow_whenRead_thenTheFastOneDecides() {
    pace.begin();
    pace.read(80, SECOND);
    pace.read(400, 4_000);
    pace.read(80, SECOND);
    assertEquals(4_000 / 400 * ReadPace.ENOUGH, pace.nanos());
  }

  @Test
  void givenSomebodyWaitsForUs_whenRead_thenThereIsNoRest() {
    pace.begin();
    pace.read(80, SECOND);
    pace.urgent();
    pace.read(80, SECOND);
    assertEquals(0, pace.nanos());
  }

  @Test
  void givenNothingWasReady_whenAsked_thenThereIsNoRest() {
    pace.begin();
    assertEquals(0, pace.nanos());
  }

  @Test
  void givenAnEmptyRead_whenAsked_thenItCountsAsSlow() {
    pace.begin();
    pace.read(0, 10);
    assertEquals(ReadPace.MOST_NANOS, pace.nanos());
  }
}
