package io.jsupervisor.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * A free hundred of ports that takes the place of the examples' 8000 to 8099, and the next for 9000
 * to 9099: several builds may run on one machine.
 *
 * @param hundred the digits before the last two
 */
record Ports(int hundred) {
  private static final int FIRST = 110;
  private static final int COUNT = 105;

  /**
   * Stories side by side must not find the same ports free: each gets the next pair of hundreds.
   */
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

  /** Below the range that the kernel gives to clients. */
  static Ports free() {
    while (true) {
      int hundred = FIRST + 2 * Math.floorMod(NEXT.getAndIncrement(), COUNT);
      boolean free =
          IntStream.range(hundred * 100, (hundred + 2) * 100)
              .filter(port -> port % 100 < 60 || port % 100 > 79)
              .allMatch(Ports::isFree);
      if (free) {
        return new Ports(hundred);
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The port in place of the example's, 8000 to 8099 or 9000 to 9099. */
  int of(int example) {
    return (hundred + (example >= 9000 ? 1 : 0)) * 100 + example % 100;
  }

  /** An example's text with these ports, on the loopback address only. */
  String in(String example) {
    return example
        .replace("--http :", "--http 127.0.0.1:")
        // Whole numbers: the ports of the first line may end in 80 or 90 themselves.
        .replaceAll("(?<!\\d)80(?=%\\(process_num\\)02d)", Integer.toString(hundred))
        .replaceAll("(?<!\\d)90(?=%\\(process_num\\)02d)", Integer.toString(hundred + 1))
        .replaceAll("127\\.0\\.0\\.1:80(\\d\\d)", "127.0.0.1:" + hundred + "$1")
        .replaceAll("(?m)^port=80(\\d\\d)$", "port=" + hundred + "$1")
        .replace("127.0.0.1:9001", "127.0.0.1:" + of(9001));
  }
}
