package io.jsupervisor.fleet;

import io.jsupervisor.daemon.cluster.PeerNode;
import io.jsupervisor.daemon.cluster.Peers.Asked;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.fleet.Records.ProxiesRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Who of ours is leaving, and whether the proxies of other machines have been told. They write down
 * the revision they act on; what we wrote has a revision too. One thread.
 */
final class Departures {
  /** Longer than a reload of a proxy takes; a roll goes on without a proxy that is stuck. */
  private static final long PATIENCE_SECONDS = 10;

  private final String self;
  private final Consumer<String> warn;
  private final Map<Namespec, Leaving> leaving = new HashMap<>();
  private final Set<Long> warned = new HashSet<>();

  /** What is known of one that leaves. */
  private record Leaving(long number, long revision, Ticks published) {}

  /**
   * An answer to who asked about a process that is held with this number.
   *
   * @param asked what to answer
   */
  record Answer(long number, Asked asked) {}

  Departures(String self, Consumer<String> warn) {
    this.self = self;
    this.warn = warn;
  }

  /**
   * The store has all that are held as leaving.
   *
   * @param revisions at which each was written
   */
  synchronized void published(Map<Namespec, Long> held, Map<Namespec, Long> revisions, Ticks now) {
    leaving.keySet().retainAll(held.keySet());
    warned.retainAll(held.values());
    held.forEach(
        (process, number) -> {
          Leaving before = leaving.get(process);
          Long revision = revisions.get(process);
          if (revision != null && (before == null || before.number() != number)) {
            leaving.put(process, new Leaving(number, revision, now));
          } else if (revision != null && revision < before.revision()) {
            // The store was restored, and counts anew.
            leaving.put(process, new Leaving(number, revision, before.published()));
          }
        });
  }

  /**
   * What is to be answered now.
   *
   * @param held by the core, with their numbers
   * @param programs of the processes
   * @param reachable whether the store takes what we write; else nobody can be told
   */
  synchronized Map<Namespec, Answer> answers(
      Map<Namespec, Long> held,
      Map<Namespec, String> programs,
      KnownNodes.Seen seen,
      boolean reachable,
      Ticks now) {
    Map<Namespec, Answer> answers = new HashMap<>();
    held.forEach(
        (process, number) ->
            answers.put(
                process,
                new Answer(
                    number, answer(process, number, programs.get(process), seen, reachable, now))));
    return Map.copyOf(answers);
  }

  private Asked answer(
      Namespec process,
      long number,
      String program,
      KnownNodes.Seen seen,
      boolean reachable,
      Ticks now) {
    if (program == null) {
      return reachable ? Asked.STILL : Asked.NO_LONGER; // its first publication is under way
    }
    List<String> concerned =
        seen.nodes().stream()
            .map(PeerNode::name)
            .filter(name -> !name.equals(self) && proxies(seen, name).programs().contains(program))
            .toList();
    if (concerned.isEmpty()) {
      return Asked.NEVER;
    }
    if (!reachable) {
      return Asked.NO_LONGER;
    }
    Leaving known = leaving.get(process);
    if (known == null || known.number() != number) {
      return Asked.STILL;
    }
    List<String> late =
        concerned.stream()
            .filter(name -> proxies(seen, name).applied() < known.revision())
            .toList();
    if (late.isEmpty()) {
      return Asked.NO_LONGER;
    }
    if (!now.reached(known.published().plusSeconds(PATIENCE_SECONDS))) {
      return Asked.STILL;
    }
    if (warned.add(number)) {
      warn.accept(late(process, late));
    }
    return Asked.NO_LONGER;
  }

  private static String late(Namespec process, List<String> late) {
    return process
        + ": the proxies of "
        + String.join(", ", late)
        + " have not left it within "
        + PATIENCE_SECONDS
        + " s; going on without them";
  }

  private static ProxiesRecord proxies(KnownNodes.Seen seen, String node) {
    return seen.proxies().getOrDefault(node, ProxiesRecord.NONE);
  }
}
