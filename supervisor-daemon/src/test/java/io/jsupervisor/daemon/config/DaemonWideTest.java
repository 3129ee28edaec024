package io.jsupervisor.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonWideTest {
  private static final String BEFORE =
      """
      [supervisord]
      [unix_http_server]
      file=%(here)s/s.sock
      [inet_http_server]
      port=127.0.0.1:9001
      [rpcinterface:supervisor]
      supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
      [fleet]
      cluster=site
      endpoints=http://127.0.0.1:2379
      node=one
      [program:web]
      command=/bin/cat
      """;

  @TempDir Path directory;
  private TestConfig config;

  @BeforeEach
  void prepare() {
    config = new TestConfig(directory);
  }

  private List<String> changed(String from, String to) {
    return DaemonWide.changed(config.good(BEFORE), config.good(BEFORE.replace(from, to)));
  }

  @Test
  void programsOnly_nothingNeedsAReload() {
    assertEquals(List.of(), changed("/bin/cat", "/bin/true"));
  }

  @Test
  void fleetOrServers_otherThanBefore_areNamed() {
    assertEquals(List.of("fleet"), changed("2379", "2380"));
    assertEquals(List.of("fleet"), changed("node=one", "node=one\nttl=20"));
    assertEquals(List.of("inet_http_server"), changed("9001", "9002"));
    assertEquals(List.of("unix_http_server"), changed("s.sock", "s.sock\nchmod=0770"));
    assertEquals(List.of("rpcinterface:supervisor"), changed("make_main_rpcinterface", "no"));
  }

  @Test
  void fleet_goneOrNew_isNamed() {
    String alone = BEFORE.replaceAll("(?s)\\[fleet].*\\[program", "[program");
    assertEquals(List.of("fleet"), DaemonWide.changed(config.good(BEFORE), config.good(alone)));
    assertEquals(List.of("fleet"), DaemonWide.changed(config.good(alone), config.good(BEFORE)));
  }
}
