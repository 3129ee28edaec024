package io.jsupervisor.daemon.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeCourseTest {
  private static final ProbeSpec SPEC = new ProbeSpec(new ProbeSpec.Check.Tcp(), 1_000, 2_000, 3);

  @Test
  void readiness_untilTheFirstYes_isAskedFastThenSlower() {
    ProbeCourse course = ProbeCourse.readiness(SPEC);
    List<Long> delays = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      delays.add(course.delayMillis());
      course = course.after(false);
    }
    assertEquals(List.of(0L, 100L, 150L, 225L, 337L, 506L, 759L, 1_000L, 1_000L), delays);
    assertFalse(course.yes());
    assertTrue(course.after(true).yes());
    assertEquals(1_000, course.after(true).delayMillis());
  }

  @Test
  void ready_failsLessThanFailuresInARow_staysReady() {
    ProbeCourse course = ProbeCourse.readiness(SPEC).after(true);
    for (int i = 0; i < 10; i++) {
      course = course.after(false).after(false).after(true);
      assertTrue(course.yes());
    }
    course = course.after(false).after(false);
    assertTrue(course.yes());
    course = course.after(false);
    assertFalse(course.yes());
    assertTrue(course.after(true).yes(), "one success makes it ready again");
  }

  @Test
  void liveness_beginsAlive_andIsAskedAfterAnInterval() {
    ProbeCourse course = ProbeCourse.liveness(SPEC);
    assertTrue(course.yes());
    assertEquals(1_000, course.delayMillis());
    assertFalse(course.after(false).after(false).after(false).yes());
  }
}
