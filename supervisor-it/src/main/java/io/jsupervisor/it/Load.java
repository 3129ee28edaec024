package io.jsupervisor.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that ask for a page, each in a connection of its own with {@code Connection: close}, one
 * request after the other, until they are stopped.
 */
final class Load implements AutoCloseable {
  private static final int CLIENTS = 4;
  private static final int PATIENCE_MILLIS = 120_000;

  /** Leaves the machine to the servers. */
  private static final long PAUSE_NANOS = 5_000_000;

  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  /** What it came to. */
  record Result(long answered, List<String> failures) {}

  private final InetSocketAddress address;
  private final AtomicLong answered = new AtomicLong();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> clients = new ArrayList<>();
  private volatile boolean stopping;

  private Load(int port) {
    this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  static Load on(int port) {
    Load load = new Load(port);
    for (int i = 0; i < CLIENTS; i++) {
      load.clients.add(Thread.ofPlatform().name("client-" + i).daemon().start(load::run));
    }
    return load;
  }

  private void run() {
    while (!stopping) {
      try (Socket socket = new Socket()) {
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(address, PATIENCE_MILLIS);
        socket.getOutputStream().write(REQUEST);
        String answer =
            new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        if (answer.startsWith("HTTP/1.")
            && answer.startsWith(" 200 ", 8)
            && answer.contains("Hello")) {
          answered.incrementAndGet();
        } else {
          failures.add("answer: " + answer);
        }
      } catch (IOException failure) {
        failures.add(failure.toString());
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Returns when so many more requests were answered. */
  void awaitMore(long count) {
    long wanted = answered.get() + count;
    Await.answer(
        count + " more answers",
        () -> Optional.of(wanted).filter(w -> answered.get() >= w),
        () -> answered + " so far, failures " + failures);
  }

  /** Lets every client finish its request. */
  Result stop() {
    stopping = true;
    try {
      for (Thread client : clients) {
        client.join();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return new Result(answered.get(), List.copyOf(failures));
  }

  @Override
  public void close() {
    stopping = true;
  }
}
