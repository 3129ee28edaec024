package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.RollState;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The progress of a roll: on a terminal a line per process, drawn again in its place; elsewhere a
 * line whenever one has changed; nothing for programs.
 */
abstract class RollProgress implements AutoCloseable {
  /** More lines than this are summed up, so that they can be drawn in place. */
  private static final int MOST_LINES = 20;

  static RollProgress of(Session session, boolean quiet) {
    if (quiet || !session.answer().endless()) {
      return new Silent();
    }
    OutputStream out = session.terminal().out();
    return Terminal.isReal() ? new InPlace(out) : new Plain(out);
  }

  abstract void show(RollState now) throws IOException;

  @Override
  public void close() {
    // What is drawn stays.
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static final class Silent extends RollProgress {
    @Override
    void show(RollState now) {
      // The end tells all.
    }
  }

  private static final class Plain extends RollProgress {
    private final OutputStream out;
    private final Map<String, String> last = new HashMap<>();

    Plain(OutputStream out) {
      this.out = out;
    }

    @Override
    void show(RollState now) throws IOException {
      StringBuilder text = new StringBuilder();
      for (RollState.Line line : now.lines()) {
        String shown = new RollRow(line).text();
        String before = last.put(line.namespec(), shown);
        boolean news = before == null ? !line.phase().equals("pending") : !before.equals(shown);
        if (news) {
          text.append(shown).append('\n');
        }
      }
      write(out, text.toString());
    }
  }

  private static final class InPlace extends RollProgress {
    private final OutputStream out;
    private int drawn;

    InPlace(OutputStream out) {
      this.out = out;
    }

    @Override
    void show(RollState now) throws IOException {
      StringBuilder text = new StringBuilder();
      if (drawn > 0) {
        text.append("\033[").append(drawn).append('A');
      }
      List<String> lines = lines(now);
      for (String line : lines) {
        text.append('\r').append(line).append("\033[K\n");
      }
      drawn = lines.size();
      write(out, text.append("\033[J").toString());
    }

    private static List<String> lines(RollState now) {
      List<String> lines = new ArrayList<>();
      int done = 0;
      int pending = 0;
      boolean all = now.lines().size() <= MOST_LINES;
      for (RollState.Line line : now.lines()) {
        done += line.phase().equals("done") ? 1 : 0;
        pending += line.phase().equals("pending") ? 1 : 0;
        boolean quiet = line.phase().equals("done") || line.phase().equals("pending");
        if (all || (!quiet && lines.size() < MOST_LINES)) {
          lines.add(new RollRow(line).text());
        }
      }
      if (!all) {
        lines.add(done + " done, " + pending + " pending");
      }
      return lines;
    }
  }
}
