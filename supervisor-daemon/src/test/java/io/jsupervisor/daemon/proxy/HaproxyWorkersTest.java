package io.jsupervisor.daemon.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.config.UpstreamSpec;
import io.jsupervisor.daemon.proxy.ProxyHost.Worker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real HAProxy, reloaded while it has a request in its hands. */
class HaproxyWorkersTest {
  @TempDir Path root;
  private final SystemProxyHost host = new SystemProxyHost();
  private Process haproxy;

  @AfterEach
  void end() throws InterruptedException {
    if (haproxy != null) {
      haproxy.descendants().forEach(ProcessHandle::destroyForcibly);
      haproxy.destroyForcibly().waitFor();
    }
  }

  private UpstreamSpec upstream(Map<String, String> options) {
    return new UpstreamSpec(
        "app",
        List.of("web"),
        "haproxy",
        Optional.empty(),
        "round_robin",
        Optional.empty(),
        Optional.of("reload"),
        1,
        options);
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    long begun = System.nanoTime();
    while (!condition.call()) {
      assertTrue(System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(60), what);
      LockSupport.parkNanos(20_000_000);
    }
  }

  @Test
  void reloadedWithARequestInItsHands_oldWorkerLivesAndIsNoLongerAccepting() throws Exception {
    Path pidFile = root.resolve("haproxy.pid");
    UpstreamSpec upstream = upstream(Map.of("pid_file", pidFile.toString()));
    assertEquals(Optional.empty(), host.acceptingWorkers(upstream), "it does not run");
    assertTrue(host.isKnownNotToRun(upstream));
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      int port = start(silent.getLocalPort(), pidFile);
      await("a worker", () -> host.acceptingWorkers(upstream).orElse(Set.of()).size() == 1);
      assertFalse(host.isKnownNotToRun(upstream));
      Set<Worker> old = host.acceptingWorkers(upstream).orElseThrow();
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
        client
            .getOutputStream()
            .write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        try (Socket request = silent.accept()) {
          assertTrue(request.isConnected());
          signal("USR2");

          await(
              "another worker",
              () -> {
                Set<Worker> now = host.acceptingWorkers(upstream).orElse(Set.of());
                return !now.isEmpty() && Collections.disjoint(now, old);
              });
          assertTrue(ProcessHandle.of(old.iterator().next().pid()).isPresent(), "it has a request");
        }
      }
    }
  }

  @Test
  void noPidFileNamed_workersAreNotSeenAndNothingIsClaimed() throws IOException {
    UpstreamSpec upstream = upstream(Map.of());
    assertEquals(Optional.empty(), host.acceptingWorkers(upstream));
    assertFalse(host.isKnownNotToRun(upstream));
  }

  private int start(int backend, Path pidFile) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path config =
        Files.writeString(
            root.resolve("haproxy.cfg"),
            """
            defaults
                mode http
                timeout connect 60s
                timeout client 60s
                timeout server 60s
            listen site
                bind 127.0.0.1:%d
                server s 127.0.0.1:%d
            """
                .formatted(port, backend));
    haproxy =
        new ProcessBuilder(
                "/usr/sbin/haproxy", "-W", "-db", "-f", config.toString(), "-p", pidFile.toString())
            .redirectErrorStream(true)
            .redirectOutput(root.resolve("output").toFile())
            .start();
    return port;
  }

  private void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("/bin/kill", "-" + name, Long.toString(haproxy.pid())).start().waitFor();
  }
}
