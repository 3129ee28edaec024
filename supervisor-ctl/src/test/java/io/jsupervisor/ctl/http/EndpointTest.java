package io.jsupervisor.ctl.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
  @ParameterizedTest
  @CsvSource({
    "http://localhost:9001, localhost, 9001, localhost:9001",
    "http://127.0.0.1, 127.0.0.1, 80, 127.0.0.1",
    "http://127.0.0.1:9001/path, 127.0.0.1, 9001, 127.0.0.1:9001",
    "http://[::1]:9001, ::1, 9001, [::1]:9001",
    "http://user:secret@localhost:1/, localhost, 1, localhost:1",
  })
  void httpUrl_read_isTcp(String url, String host, int port, String header) {
    Endpoint endpoint = Endpoint.of(url);

    assertEquals(new Endpoint.Tcp(host, port), endpoint);
    assertEquals(header, endpoint.hostHeader());
  }

  @Test
  void unixUrl_read_isASocket() {
    assertEquals(new Endpoint.UnixSocket("/run/s.sock"), Endpoint.of("unix:///run/s.sock"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://x", "localhost:9001", "http:x", "http://", "http://x:70000"})
  void other_read_isRefusedWithTheUrl(String url) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> Endpoint.of(url));

    assertTrue(refused.getMessage().contains(url));
  }
}
