package io.jsupervisor.daemon.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.jsupervisor.common.format.PythonText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What a listener says on its standard output, as a pure function (spec section 9.3): {@code
 * READY\n}, then, for each event it was sent, {@code RESULT 2\nOK}.
 *
 * <p>Nothing that a listener writes makes it keep more than {@link #LONGEST_LINE} bytes.
 */
public final class ListenerProtocol {
  /** A result line that goes on longer is none. */
  static final int LONGEST_LINE = 64 * 1024;

  private static final byte[] READY = "READY\n".getBytes(ISO_8859_1);

  /** Of the word RESULT and the blank behind it; what stands there is not looked at. */
  private static final int BEFORE_LENGTH = 7;

  private static final byte[] OK = "OK".getBytes(ISO_8859_1);

  /** What Python's {@code int()} takes. */
  private static final Pattern INTEGER =
      Pattern.compile("[ \\t-\\r]*([+-]?[0-9]+(?:_[0-9]+)*)[ \\t-\\r]*");

  private ListenerProtocol() {}

  /** The states by the names that log lines have for them. */
  public enum Name {
    ACKNOWLEDGED,
    READY,
    BUSY,
    UNKNOWN
  }

  /** Where a listener stands. */
  public sealed interface State {
    Name name();

    /** Is expected to say READY. */
    record Acknowledged(byte[] held) implements State {
      @Override
      public Name name() {
        return Name.ACKNOWLEDGED;
      }
    }

    /** Waits for an event. */
    record Ready() implements State {
      @Override
      public Name name() {
        return Name.READY;
      }
    }

    /** Was sent an event; the line that says how long the result is has not come. */
    record Busy(byte[] held) implements State {
      @Override
      public Name name() {
        return Name.BUSY;
      }
    }

    /**
     * The line has come, the result not whole.
     *
     * @param good whether what came agrees with OK
     */
    record Answering(long length, long come, boolean good) implements State {
      @Override
      public Name name() {
        return Name.BUSY;
      }
    }

    /** Broke the protocol; gets no events until it is started again. */
    record Unknown() implements State {
      @Override
      public Name name() {
        return Name.UNKNOWN;
      }
    }
  }

  /** What came of some bytes, in order. */
  public sealed interface Outcome {
    record Moved(Name from, Name to) implements Outcome {}

    /** The listener took the event. */
    record Processed() implements Outcome {}

    /** The listener answered, and not with OK. */
    record Rejected() implements Outcome {}

    record BadResultLine(String line) implements Outcome {}

    /** The event goes back to the pool. */
    record GivenBack() implements Outcome {}
  }

  /** A state and how it was reached. */
  public record Step(State state, List<Outcome> outcomes) {
    public Step {
      outcomes = List.copyOf(outcomes);
    }
  }

  /** Where a listener begins. */
  public static State initial() {
    return new State.Acknowledged(new byte[0]);
  }

  /** An event was sent. */
  public static State sent() {
    return new State.Busy(new byte[0]);
  }

  /** The state after {@code bytes} of its output; all that they hold is looked at. */
  public static Step next(State state, byte[] bytes) {
    var reader = new Reader(state, bytes);
    while (reader.step()) {}
    return new Step(reader.state, reader.outcomes);
  }

  /** One call of {@link #next}. */
  private static final class Reader {
    private State state;
    private byte[] data;
    private final List<Outcome> outcomes = new ArrayList<>();

    Reader(State state, byte[] bytes) {
      this.state = state;
      this.data = bytes;
    }

    /** Takes one token; false when nothing more can be taken. */
    boolean step() {
      if (data.length == 0) {
        return false;
      }
      return switch (state) {
        case State.Acknowledged(byte[] held) -> ready(joined(held));
        case State.Ready() -> {
          lost();
          yield false;
        }
        case State.Busy(byte[] held) -> line(joined(held));
        case State.Answering(long length, long come, boolean good) -> result(length, come, good);
        case State.Unknown() -> false;
      };
    }

    private byte[] joined(byte[] held) {
      if (held.length == 0) {
        return data;
      }
      byte[] all = Arrays.copyOf(held, held.length + data.length);
      System.arraycopy(data, 0, all, held.length, data.length);
      return all;
    }

    private boolean ready(byte[] all) {
      if (all.length < READY.length) {
        state = new State.Acknowledged(all);
        return false;
      }
      if (!Arrays.equals(all, 0, READY.length, READY, 0, READY.length)) {
        lost();
        return false;
      }
      move(new State.Ready());
      return rest(all, READY.length);
    }

    private boolean line(byte[] all) {
      int end = 0;
      while (end < all.length && all[end] != '\n') {
        end++;
      }
      if (end == all.length && end <= LONGEST_LINE) {
        state = new State.Busy(all);
        return false;
      }
      byte[] line = Arrays.copyOf(all, Math.min(end, LONGEST_LINE));
      OptionalLong length = end == all.length ? OptionalLong.empty() : length(line);
      if (length.isEmpty()) {
        outcomes.add(new Outcome.BadResultLine(PythonText.decoded(line)));
        lost();
        outcomes.add(new Outcome.GivenBack());
        return false;
      }
      state = new State.Answering(length.getAsLong(), 0, true);
      return rest(all, end + 1);
    }

    private static OptionalLong length(byte[] line) {
      int from = Math.min(BEFORE_LENGTH, line.length);
      var number = INTEGER.matcher(new String(line, from, line.length - from, ISO_8859_1));
      if (!number.matches()) {
        return OptionalLong.empty();
      }
      String digits = number.group(1).replace("_", "");
      if (digits.startsWith("-")) {
        // The classic tool runs into its recursion limit here and closes the channel.
        return digits.matches("-0+") ? OptionalLong.of(0) : OptionalLong.empty();
      }
      try {
        return OptionalLong.of(Long.parseLong(digits));
      } catch (NumberFormatException beyondLong) {
        return OptionalLong.of(Long.MAX_VALUE);
      }
    }

    /** A result of no bytes is looked at, as by the classic tool, when one more has come. */
    private boolean result(long length, long come, boolean good) {
      int taken = (int) Math.min(length - come, data.length);
      boolean agrees = good;
      for (int i = 0; i < taken && agrees; i++) {
        agrees = come + i < OK.length && data[i] == OK[(int) come + i];
      }
      if (come + taken < length) {
        state = new State.Answering(length, come + taken, agrees);
        return false;
      }
      boolean accepted = agrees && length == OK.length;
      outcomes.add(accepted ? new Outcome.Processed() : new Outcome.Rejected());
      move(initial());
      if (!accepted) {
        outcomes.add(new Outcome.GivenBack());
      }
      return rest(data, taken);
    }

    private boolean rest(byte[] all, int from) {
      data = Arrays.copyOfRange(all, from, all.length);
      return true;
    }

    private void lost() {
      move(new State.Unknown());
    }

    private void move(State next) {
      outcomes.add(new Outcome.Moved(state.name(), next.name()));
      state = next;
    }
  }
}
