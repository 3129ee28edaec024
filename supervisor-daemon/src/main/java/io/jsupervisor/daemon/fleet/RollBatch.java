package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.RollRules;
import java.util.List;

/** Which processes a roll may treat next; pure. */
final class RollBatch {
  private RollBatch() {}

  /**
   * A process of the program.
   *
   * @param candidate the roll is to treat it and has not yet
   * @param wanted it ought to run
   * @param serves it is ready and in rotation
   * @param surge it is there for the time of the roll only
   */
  record Member(Namespec who, boolean candidate, boolean wanted, boolean serves, boolean surge) {}

  /**
   * The next to treat, in the order given. Those that do not serve come first: they cost nothing.
   * Of those that serve as many go out as leave {@code max_unavailable} missing at most, counting
   * what is missing already, and what surge adds. Empty: nothing can go out as of now.
   */
  static List<Namespec> next(List<Member> program, RollRules rules) {
    List<Namespec> idle =
        program.stream().filter(m -> m.candidate() && !m.serves()).map(Member::who).toList();
    if (!idle.isEmpty()) {
      return idle.subList(0, Math.min(idle.size(), Math.max(1, rules.maxUnavailable())));
    }
    long serving = program.stream().filter(Member::serves).count();
    long desired = program.stream().filter(m -> m.wanted() && !m.surge()).count();
    long spare = serving - (desired - rules.maxUnavailable());
    return program.stream()
        .filter(Member::candidate)
        .limit(Math.max(0, spare))
        .map(Member::who)
        .toList();
  }
}
