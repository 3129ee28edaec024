package io.jsupervisor.daemon.probe;

import io.jsupervisor.daemon.core.ProbeCourse;
import io.jsupervisor.daemon.core.ProbeSpec.Check;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.os.ListenerTable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * One probe of one instance: asks, one question at a time, and says what the answers come to. Probe
 * thread only.
 */
final class NetProbe {
  /** Where its answers go. */
  interface Answers {
    /**
     * Every one.
     *
     * @param failed how many in a row were no
     */
    void answered(boolean good, String says, int failed);

    /** As {@link Probes.Hearer#heard}. */
    void changed(boolean yes, String why);
  }

  private enum Phase {
    /** Waits for the time of its next question. */
    WAITING,
    ASKING,
    /** Nobody wants to know any more. */
    ENDED,
    /** Has its answer and lets the server finish its own, so that it sees no broken pipe. */
    POLITE
  }

  /** As much of an answer as is read out of politeness. */
  private static final int MOST_BYTES = 64 * 1024;

  private static final String ACCEPTS = "accepts connections";
  private static final String REFUSED = "connection refused";

  final long id;
  private final Probes.Address address;
  private final Answers answers;
  private final Names names;
  private final Ticks begun;
  private final ListenerTable listeners;
  private final Selector selector;
  private final byte[] question;
  private ProbeCourse course;
  private Phase phase = Phase.WAITING;
  private List<InetAddress> untried = List.of();
  private SocketChannel channel;
  private ByteBuffer unsent;
  private StatusLine answer;
  private int bytesRead;
  private String told;

  /** The time of its next question or of its timeout, in nanoseconds. */
  long due;

  /** When it was last asked, in nanoseconds. */
  long asked;

  NetProbe(
      long id,
      Probes.Address address,
      ProbeCourse course,
      Answers answers,
      Names names,
      Ticks begun,
      ListenerTable listeners,
      Selector selector) {
    this.id = id;
    this.address = address;
    this.course = course;
    this.answers = answers;
    this.names = names;
    this.begun = begun;
    this.listeners = listeners;
    this.selector = selector;
    this.question =
        course.spec().check() instanceof Check.Http http ? Question.of(http, address) : new byte[0];
  }

  ProbeCourse course() {
    return course;
  }

  boolean isAsking() {
    return phase == Phase.ASKING;
  }

  /**
   * Asks anew; it may have its answer at once.
   *
   * @param later goes on with it by {@link #resolved} when the host is known
   */
  void ask(Runnable later) {
    close();
    phase = Phase.ASKING;
    names.of(address.host(), later).ifPresent(this::ask);
  }

  /** The host was looked up meanwhile. */
  void resolved() {
    if (phase == Phase.ASKING && channel == null) {
      names.of(address.host(), () -> {}).ifPresent(this::ask);
    }
  }

  private void ask(List<InetAddress> addresses) {
    untried = addresses;
    if (addresses.isEmpty()) {
      answered(false, "no such host: " + address.host());
    } else {
      connect();
    }
  }

  private void connect() {
    InetAddress host = untried.getFirst();
    untried = untried.subList(1, untried.size());
    if (question.length == 0 && listeners.accepts(host, address.port(), begun)) {
      answered(true, ACCEPTS);
      return;
    }
    answer = new StatusLine();
    bytesRead = 0;
    unsent = ByteBuffer.wrap(question);
    try {
      channel = SocketChannel.open();
      channel.configureBlocking(false);
      if (channel.connect(new InetSocketAddress(host, address.port()))) {
        connected();
      } else {
        channel.register(selector, SelectionKey.OP_CONNECT, this);
      }
    } catch (IOException refused) {
      failed(refused);
    }
  }

  private void failed(IOException failure) {
    close();
    if (failure instanceof ConnectException && !untried.isEmpty()) {
      connect();
    } else {
      answered(false, text(failure));
    }
  }

  private static String text(IOException failure) {
    String message = String.valueOf(failure.getMessage());
    return "Connection refused".equals(message) ? REFUSED : "connection failed: " + message;
  }

  private void connected() throws IOException {
    if (channel.getLocalAddress().equals(channel.getRemoteAddress())) {
      // Nobody listens, and the kernel gave us that very port to call from.
      throw new ConnectException("Connection refused");
    }
    if (question.length == 0) {
      answered(true, ACCEPTS);
      close();
    } else {
      write();
    }
  }

  private void write() throws IOException {
    channel.write(unsent);
    channel.register(
        selector, unsent.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ, this);
  }

  /** Its connection has come to something. */
  void ready(ByteBuffer buffer) {
    try {
      if (!channel.isConnected()) {
        channel.finishConnect();
        connected();
      } else if (unsent.hasRemaining()) {
        write();
      } else {
        read(buffer);
      }
    } catch (IOException failure) {
      if (phase == Phase.ASKING) {
        failed(failure);
      } else {
        close();
      }
    }
  }

  private void read(ByteBuffer buffer) throws IOException {
    int count = channel.read(buffer.clear());
    boolean end = count < 0;
    bytesRead += Math.max(0, count);
    boolean complete = answer.accept(buffer.flip());
    if (phase == Phase.ASKING && (complete || end)) {
      judge();
    }
    if (end || bytesRead > MOST_BYTES) {
      close();
    }
  }

  private void judge() {
    if (answer.isEmpty()) {
      answered(false, "the connection was closed without an answer");
    } else if (answer.code().isEmpty()) {
      answered(false, "the answer is not HTTP: " + answer.shown());
    } else {
      int code = answer.code().getAsInt();
      Check.Http check = (Check.Http) course.spec().check();
      answered(check.accepts(code), "HTTP " + code);
    }
  }

  void timeout() {
    close();
    double seconds = course.spec().timeoutMillis() / 1000.0;
    String text = seconds == Math.rint(seconds) ? "" + (long) seconds : "" + seconds;
    answered(false, "no answer within " + text + " s");
  }

  private void answered(boolean good, String why) {
    phase = Phase.POLITE;
    course = course.after(good);
    answers.answered(good, why, course.failed());
    String says = course.yes() ? "yes" : "no: " + why;
    if (!says.equals(told)) {
      told = says;
      answers.changed(course.yes(), course.yes() ? "" : why);
    }
  }

  void end() {
    phase = Phase.ENDED;
    close();
  }

  private void close() {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException nothingToDo) {
        // It is gone either way.
      }
      channel = null;
    }
  }
}
