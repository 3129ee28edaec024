package io.jsupervisor.common.format;

import java.util.Locale;
import java.util.Optional;

/** Finds the word somebody probably meant. */
public final class NearMiss {
  private NearMiss() {}

  /**
   * The known word that differs by one or two edits (one, where it is short), case aside; empty
   * when none is near.
   */
  public static Optional<String> of(String word, Iterable<String> known) {
    String lower = word.toLowerCase(Locale.ROOT);
    int limit = lower.length() <= 4 ? 1 : 2;
    String best = null;
    int least = limit + 1;
    for (String candidate : known) {
      if (Math.abs(candidate.length() - lower.length()) >= least) {
        continue;
      }
      int distance = distance(lower, candidate.toLowerCase(Locale.ROOT));
      if (distance < least) {
        least = distance;
        best = candidate;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Edits from one word to the other; two neighbours swapped count as one. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      d[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      d[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
