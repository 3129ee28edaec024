package io.jsupervisor.it;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Asks again and again until an answer comes, with a deadline that only a broken program meets. */
final class Await {
  private static final long DEADLINE_NANOS = Duration.ofSeconds(60).toNanos();
  private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

  /**
   * Whoever is asked, of thousands of processes perhaps, has other things to do most of the time.
   */
  private static final long REST = 5;

  private Await() {}

  /**
   * The first answer that is present.
   *
   * @param what completes the sentence "still waiting for …"
   * @param explain what to add to the failure, asked for only then
   */
  static <T> T answer(String what, Supplier<Optional<T>> question, Supplier<String> explain) {
    long begun = System.nanoTime();
    while (true) {
      long asked = System.nanoTime();
      Optional<T> answer = question.get();
      long took = System.nanoTime() - asked;
      if (answer.isPresent()) {
        return answer.get();
      }
      if (System.nanoTime() - begun > DEADLINE_NANOS) {
        throw new AssertionError("still waiting for " + what + "\n" + explain.get());
      }
      LockSupport.parkNanos(Math.max(PAUSE_NANOS, REST * took));
    }
  }
}
