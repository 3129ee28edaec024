package io.jsupervisor.daemon.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.event.ListenerProtocol.Name;
import io.jsupervisor.daemon.event.ListenerProtocol.Outcome;
import io.jsupervisor.daemon.event.ListenerProtocol.State;
import io.jsupervisor.daemon.event.ListenerProtocol.Step;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenerProtocolTest {
  private static final State ACKNOWLEDGED = ListenerProtocol.initial();
  private static final State READY = new State.Ready();
  private static final State BUSY = ListenerProtocol.sent();
  private static final State UNKNOWN = new State.Unknown();

  private static State named(String name) {
    return switch (Name.valueOf(name)) {
      case ACKNOWLEDGED -> ACKNOWLEDGED;
      case READY -> READY;
      case BUSY -> BUSY;
      case UNKNOWN -> UNKNOWN;
    };
  }

  private static String summary(Step step) {
    List<String> words = new ArrayList<>();
    for (Outcome outcome : step.outcomes()) {
      words.add(
          switch (outcome) {
            case Outcome.Moved(Name from, Name to) -> ">" + to;
            case Outcome.Processed() -> "processed";
            case Outcome.Rejected() -> "rejected";
            case Outcome.GivenBack() -> "back";
            case Outcome.BadResultLine(String line) -> "bad(" + line + ")";
          });
    }
    return String.join(" ", words);
  }

  private static byte[] bytes(String escaped) {
    return escaped.translateEscapes().getBytes(ISO_8859_1);
  }

  /** Every state with everything that may come, as the classic tool does it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          ACKNOWLEDGED | READ                      | ACKNOWLEDGED | ""
          ACKNOWLEDGED | nope                      | ACKNOWLEDGED | ""
          ACKNOWLEDGED | READY\\n                  | READY        | >READY
          ACKNOWLEDGED | ready\\n                  | UNKNOWN      | >UNKNOWN
          ACKNOWLEDGED | READYX                    | UNKNOWN      | >UNKNOWN
          ACKNOWLEDGED | READY\\nX                 | UNKNOWN      | >READY >UNKNOWN
          ACKNOWLEDGED | RESULT 2\\nOK             | UNKNOWN      | >UNKNOWN
          READY        | x                         | UNKNOWN      | >UNKNOWN
          READY        | READY\\n                  | UNKNOWN      | >UNKNOWN
          BUSY         | RESULT 2                  | BUSY         | ""
          BUSY         | RESULT 2\\n               | BUSY         | ""
          BUSY         | RESULT 2\\nO              | BUSY         | ""
          BUSY         | RESULT 2\\nOK             | ACKNOWLEDGED | processed >ACKNOWLEDGED
          BUSY         | NONSENS2\\nOK             | ACKNOWLEDGED | processed >ACKNOWLEDGED
          BUSY         | RESULT +2\\nOK            | ACKNOWLEDGED | processed >ACKNOWLEDGED
          BUSY         | RESULT 0_2\\nOK           | ACKNOWLEDGED | processed >ACKNOWLEDGED
          BUSY         | RESULT 2\\r\\nOK          | ACKNOWLEDGED | processed >ACKNOWLEDGED
          BUSY         | RESULT 4\\nFAIL           | ACKNOWLEDGED | rejected >ACKNOWLEDGED back
          BUSY         | RESULT 2\\nKO             | ACKNOWLEDGED | rejected >ACKNOWLEDGED back
          BUSY         | RESULT 3\\nOK!            | ACKNOWLEDGED | rejected >ACKNOWLEDGED back
          BUSY         | RESULT 1\\nO              | ACKNOWLEDGED | rejected >ACKNOWLEDGED back
          BUSY         | RESULT 0\\n               | BUSY         | ""
          BUSY         | RESULT 0\\nREADY\\n       | READY        | rejected >ACKNOWLEDGED back >READY
          BUSY         | RESULT 2\\nOKREADY\\n     | READY        | processed >ACKNOWLEDGED >READY
          BUSY         | RESULT 2\\nOKREADY\\nREAD | UNKNOWN      | processed >ACKNOWLEDGED >READY >UNKNOWN
          BUSY         | RESULT 2\\nOK\\n          | ACKNOWLEDGED | processed >ACKNOWLEDGED
          BUSY         | RESULT 2\\nOK\\nREADY\\n  | UNKNOWN      | processed >ACKNOWLEDGED >UNKNOWN
          BUSY         | RESULT\\n                 | UNKNOWN      | bad(RESULT) >UNKNOWN back
          BUSY         | \\n                       | UNKNOWN      | bad() >UNKNOWN back
          BUSY         | RESULT two\\nOK           | UNKNOWN      | bad(RESULT two) >UNKNOWN back
          BUSY         | RESULT 2.0\\nOK           | UNKNOWN      | bad(RESULT 2.0) >UNKNOWN back
          BUSY         | RESULT -1\\nOK            | UNKNOWN      | bad(RESULT -1) >UNKNOWN back
          BUSY         | RESULT \\377\\nOK         | UNKNOWN      | bad(Undecodable: b'RESULT \\\\xff') >UNKNOWN back
          UNKNOWN      | READY\\n                  | UNKNOWN      | ""
          UNKNOWN      | RESULT 2\\nOK             | UNKNOWN      | ""
          """)
  void state_andBytes_leadTo(String from, String bytes, String to, String outcomes) {
    Step whole = ListenerProtocol.next(named(from), bytes(bytes));
    assertEquals(to, whole.state().name().name());
    assertEquals(outcomes.replace("\\\\", "\\"), summary(whole));
  }

  /** A pipe may cut what a listener says anywhere. */
  @Test
  void answers_cutAnywhere_meanTheSame() {
    String said = "RESULT 2\nOKREADY\n";
    for (int cut = 1; cut < said.length(); cut++) {
      Step first = ListenerProtocol.next(BUSY, said.substring(0, cut).getBytes(ISO_8859_1));
      Step second = ListenerProtocol.next(first.state(), said.substring(cut).getBytes(ISO_8859_1));
      assertEquals(
          "processed >ACKNOWLEDGED >READY",
          (summary(first) + " " + summary(second)).strip(),
          "cut at " + cut);
      assertEquals(READY, second.state());
    }
  }

  @Test
  void resultLine_withoutEnd_isGivenUpInsteadOfKept() {
    State state = BUSY;
    byte[] piece = new byte[ListenerProtocol.LONGEST_LINE / 4];
    List<Outcome> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Step step = ListenerProtocol.next(state, piece);
      state = step.state();
      all.addAll(step.outcomes());
    }
    assertEquals(UNKNOWN, state);
    assertTrue(all.contains(new Outcome.GivenBack()), all::toString);
  }

  @Test
  void result_ofAnyLength_isCountedAndNotKept() {
    Step announced =
        ListenerProtocol.next(BUSY, "RESULT 99999999999999999999\n".getBytes(ISO_8859_1));
    Step more = ListenerProtocol.next(announced.state(), new byte[1 << 20]);
    assertEquals(new State.Answering(Long.MAX_VALUE, 1 << 20, false), more.state());
  }
}
