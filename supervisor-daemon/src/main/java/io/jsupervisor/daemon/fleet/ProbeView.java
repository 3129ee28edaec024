package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.ProbeSpec;
import io.jsupervisor.daemon.probe.ProbeAnswer;
import java.time.Instant;
import java.util.Optional;

/**
 * A probe of a process.
 *
 * @param liveness else readiness
 * @param last what was answered last to the child that there is now; empty before its first answer,
 *     and where nobody is asked
 */
public record ProbeView(boolean liveness, ProbeSpec spec, Optional<Answer> last) {
  /**
   * One answer.
   *
   * @param good a yes
   * @param says what was heard, for people
   * @param at when it came
   * @param failed how many in a row were no, this one included; 0 for a yes
   */
  public record Answer(boolean good, String says, Instant at, int failed) {}

  static ProbeView of(boolean liveness, ProbeSpec spec, Optional<ProbeAnswer> last) {
    return new ProbeView(
        liveness,
        spec,
        last.map(answer -> new Answer(answer.good(), answer.says(), answer.at(), answer.failed())));
  }
}
