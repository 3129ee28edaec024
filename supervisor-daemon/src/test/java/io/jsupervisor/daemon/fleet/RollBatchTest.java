package io.jsupervisor.daemon.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.RollRules;
import io.jsupervisor.daemon.fleet.RollBatch.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which processes go out next. */
class RollBatchTest {
  @Test
  void allServing_asManyAsMayBeAway() {
    List<Member> program = List.of(candidate(0, true), candidate(1, true), candidate(2, true));
    assertEquals(names(0), RollBatch.next(program, rules(1, 0)));
    assertEquals(names(0, 1), RollBatch.next(program, rules(2, 0)));
  }

  @Test
  void oneNotServing_goesFirstAndAlone() {
    List<Member> program = List.of(candidate(0, true), candidate(1, false), candidate(2, true));
    assertEquals(names(1), RollBatch.next(program, rules(1, 0)));
  }

  @Test
  void otherNotServing_nobodyGoesOut() {
    List<Member> program = List.of(candidate(0, true), other(1, false));
    assertEquals(List.of(), RollBatch.next(program, rules(1, 0)));
    assertEquals(names(0), RollBatch.next(program, rules(2, 0)));
  }

  @Test
  void surgeServes_nobodyNeedBeMissing() {
    Member surge = new Member(new Namespec("g", "p9"), false, true, true, true);
    List<Member> program = List.of(candidate(0, true), candidate(1, true), surge);
    assertEquals(names(0), RollBatch.next(program, rules(0, 1)));
    assertEquals(List.of(), RollBatch.next(program.subList(0, 2), rules(0, 1)));
  }

  @Test
  void anyProgram_neverMoreMissingThanAllowed() {
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      List<Member> program = new ArrayList<>();
      for (int p = 0; p < 1 + random.nextInt(8); p++) {
        boolean serves = random.nextBoolean();
        program.add(
            new Member(
                new Namespec("g", "p" + p),
                random.nextBoolean(),
                serves || random.nextBoolean(),
                serves,
                random.nextInt(5) == 0));
      }
      RollRules rules = rules(random.nextInt(3), 0);
      List<Namespec> batch = RollBatch.next(program, rules);
      long before = program.stream().filter(Member::serves).count();
      long after = program.stream().filter(m -> m.serves() && !batch.contains(m.who())).count();
      long desired = program.stream().filter(m -> m.wanted() && !m.surge()).count();
      assertTrue(
          after == before || after >= desired - rules.maxUnavailable(),
          () -> batch + " of " + program + " by " + rules);
    }
  }

  private static RollRules rules(int maxUnavailable, int surge) {
    return new RollRules(maxUnavailable, surge, 0, 30);
  }

  private static Member candidate(int number, boolean serves) {
    return new Member(new Namespec("g", "p" + number), true, true, serves, false);
  }

  private static Member other(int number, boolean serves) {
    return new Member(new Namespec("g", "p" + number), false, true, serves, false);
  }

  private static List<Namespec> names(int... numbers) {
    List<Namespec> names = new ArrayList<>();
    for (int number : numbers) {
      names.add(new Namespec("g", "p" + number));
    }
    return names;
  }
}
