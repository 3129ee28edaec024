package io.jsupervisor.daemon.main;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jsupervisor.daemon.config.GroupSpec.FcgiSocket;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.os.posix.PosixSockets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class FastcgiSocketsTest {
  private static final DaemonLog SILENT =
      new DaemonLog() {
        @Override
        public void log(Level level, String message) {}

        @Override
        public boolean isEnabled(Level level) {
          return false;
        }
      };

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Found by the simulation: a start was being prepared when the daemon had stopped everything. */
  @Test
  void givenTheDaemonHasStopped_whenALateStartOpensItsSocket_thenTheAddressIsFree()
      throws IOException {
    var address = new FcgiSocket.Tcp("127.0.0.1", freePort(), OptionalInt.empty());
    FastcgiSockets sockets = new FastcgiSockets(new PosixSockets(), SILENT);
    try (sockets) {
      int descriptor = sockets.open(address);
      sockets.close(address, descriptor);
    }
    assertThrows(UncheckedIOException.class, () -> sockets.open(address));
    try (ServerSocket next =
        new ServerSocket(address.port(), 1, InetAddress.getLoopbackAddress())) {
      // Whoever comes next can have it.
      next.setSoTimeout(1);
    }
  }
}
