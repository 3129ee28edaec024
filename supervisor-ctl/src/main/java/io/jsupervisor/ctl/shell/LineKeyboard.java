package io.jsupervisor.ctl.shell;

import io.jsupervisor.ctl.client.ProcessInfo;
import io.jsupervisor.ctl.command.Keyboard;
import io.jsupervisor.ctl.command.Session;
import io.jsupervisor.ctl.command.UserInterrupt;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.History;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.Signals;

/** A real terminal, with editing, history and completion by JLine. */
public final class LineKeyboard implements Keyboard {
  private final Session session;
  private final String historyFile;
  private final Terminal terminal;
  private final LineReader reader;

  /**
   * One press of Ctrl-C can interrupt twice: JLine's reading notices it, and the signal arrives on
   * another thread when that line has ended. What comes so soon is the same press.
   */
  private static final long SAME_PRESS_NANOS = 200_000_000L;

  private long interruptedAt = System.nanoTime() - SAME_PRESS_NANOS;

  /** For the completion of one command line; null until it is asked for. */
  private List<ProcessInfo> processes;

  /**
   * @param historyFile empty for none
   * @throws IOException when JLine finds no way to this terminal
   */
  public LineKeyboard(Session session, String historyFile) throws IOException {
    this.session = session;
    this.historyFile = historyFile;
    // JLine changes its handler at the begin and the end of each line, and what it found is in
    // place
    // for that moment: the default would end the program.
    Signals.register("INT", Thread.currentThread()::interrupt);
    this.terminal = TerminalBuilder.builder().system(true).dumb(false).build();
    this.reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .parser(new Words())
            .completer((_, line, candidates) -> complete(line, candidates))
            .option(Option.DISABLE_EVENT_EXPANSION, true)
            .option(Option.HISTORY_IGNORE_SPACE, false)
            .option(Option.HISTORY_REDUCE_BLANKS, false)
            .option(Option.AUTO_MENU, false)
            .option(Option.INSERT_TAB, false)
            .build();
    if (!historyFile.isEmpty()) {
      HistoryFile.read(Path.of(historyFile)).forEach(reader.getHistory()::add);
    }
  }

  @Override
  public String line(String prompt) throws IOException {
    processes = null;
    return read(prompt, null);
  }

  @Override
  public String answer(String question) throws IOException {
    return unrecorded(question, null);
  }

  @Override
  public String secret(String question) throws IOException {
    return unrecorded(question, '\0');
  }

  private String unrecorded(String question, Character mask) throws IOException {
    reader.setVariable(LineReader.DISABLE_HISTORY, true);
    reader.setVariable(LineReader.DISABLE_COMPLETION, true);
    try {
      return read(question, mask);
    } finally {
      reader.setVariable(LineReader.DISABLE_HISTORY, false);
      reader.setVariable(LineReader.DISABLE_COMPLETION, false);
    }
  }

  private String read(String prompt, Character mask) throws IOException {
    session.terminal().out().flush();
    while (true) {
      try {
        return reader.readLine(prompt, mask);
      } catch (UserInterruptException _) {
        if (isAnotherPress()) {
          throw new UserInterrupt();
        }
      } catch (EndOfFileException _) {
        throw new EOFException("EOF when reading a line");
      }
    }
  }

  private boolean isAnotherPress() {
    long now = System.nanoTime();
    boolean another = now - interruptedAt >= SAME_PRESS_NANOS;
    interruptedAt = another ? now : interruptedAt;
    return another;
  }

  @Override
  public boolean wasInterrupted() {
    return Thread.interrupted() && isAnotherPress();
  }

  private void complete(ParsedLine line, List<Candidate> candidates) {
    List<String> before = line.words().subList(0, line.wordIndex());
    String word = line.word().substring(0, line.wordCursor());
    for (String name : Completion.candidates(before, word, this::processes)) {
      candidates.add(new Candidate(name));
    }
  }

  private List<ProcessInfo> processes() {
    if (processes == null) {
      try {
        processes = session.daemon().processes();
      } catch (IOException _) {
        // Nothing to offer; the command itself will say what is wrong.
        processes = List.of();
      }
    }
    return processes;
  }

  @Override
  public void catchInterrupts() {
    Thread thread = Thread.currentThread();
    // By JLine, which puts this handler back after each line it has read.
    terminal.handle(Terminal.Signal.INT, _ -> thread.interrupt());
  }

  @Override
  public boolean endsItsLine() {
    return true;
  }

  @Override
  public void close() throws IOException {
    terminal.close();
    if (!historyFile.isEmpty()) {
      List<String> commands = new ArrayList<>();
      for (History.Entry entry : reader.getHistory()) {
        commands.add(entry.line());
      }
      HistoryFile.write(Path.of(historyFile), commands);
    }
  }
}
