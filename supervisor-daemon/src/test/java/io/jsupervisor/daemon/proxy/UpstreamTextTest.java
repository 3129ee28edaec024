package io.jsupervisor.daemon.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.config.UpstreamSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpstreamTextTest {
  private static UpstreamSpec upstream(String name, String method) {
    return new UpstreamSpec(
        name,
        List.of("web"),
        "nginx",
        Optional.empty(),
        method,
        Optional.empty(),
        Optional.empty(),
        1,
        Map.of());
  }

  private static Instance instance(int number, String protocol, int weight, boolean in) {
    return new Instance("web", "web_0" + number, "127.0.0.1", 8000 + number, protocol, weight, in);
  }

  private static final List<Instance> THREE =
      List.of(
          instance(0, "http", 1, true),
          instance(1, "http", 2, true),
          instance(2, "http", 1, false));

  @Test
  void nginx_threeInstances_oneDownAndOneWithWeight() {
    assertEquals(
        """
        # Written by jsupervisor from [upstream:app]: what is changed here is lost.
        upstream app {
            zone app 64k;
            least_conn;
            server 127.0.0.1:8000 max_fails=3 fail_timeout=1s;  # web:web_00
            server 127.0.0.1:8001 weight=2 max_fails=3 fail_timeout=1s;  # web:web_01
            server 127.0.0.1:8002 max_fails=3 fail_timeout=1s down;  # web:web_02
        }
        """,
        UpstreamText.of(upstream("app", "least_conn"), "nginx", THREE));
  }

  @Test
  void apache_threeInstances_oneDisabled() {
    assertEquals(
        """
        # Written by jsupervisor from [upstream:app]: what is changed here is lost.
        <Proxy "balancer://app">
            # web:web_00
            BalancerMember "http://127.0.0.1:8000" retry=1 disablereuse=On
            # web:web_01
            BalancerMember "http://127.0.0.1:8001" retry=1 loadfactor=2 disablereuse=On
            # web:web_02
            BalancerMember "http://127.0.0.1:8002" retry=1 disablereuse=On status=+D
            ProxySet lbmethod=bybusyness
        </Proxy>
        """,
        UpstreamText.of(upstream("app", "least_conn"), "apache", THREE));
  }

  @Test
  void haproxy_threeInstances_oneDisabled() {
    assertEquals(
        """
        # Written by jsupervisor from [upstream:app]: what is changed here is lost.
        backend app
            mode http
            balance roundrobin
            option redispatch 1
            retries 3
            server web.web_00 127.0.0.1:8000
            server web.web_01 127.0.0.1:8001 weight 2
            server web.web_02 127.0.0.1:8002 disabled
        """,
        UpstreamText.of(upstream("app", "round_robin"), "haproxy", THREE));
  }

  @ParameterizedTest
  @CsvSource({"http, http", "uwsgi, uwsgi", "fastcgi, fcgi", "scgi, scgi"})
  void apache_protocols_haveTheirSchemes(String protocol, String scheme) {
    String text =
        UpstreamText.of(
            upstream("app", "round_robin"), "apache", List.of(instance(0, protocol, 1, true)));
    assertTrue(text.contains("BalancerMember \"" + scheme + "://127.0.0.1:8000\""), text);
    assertTrue(text.contains("lbmethod=byrequests"), text);
  }

  @Test
  void haproxy_fastcgi_namesItsApp() {
    String text =
        UpstreamText.of(
            upstream("app", "ip_hash"), "haproxy", List.of(instance(0, "fastcgi", 1, true)));
    assertTrue(text.contains("    use-fcgi-app app"), text);
    assertTrue(text.contains("    balance source\n"), text);
    assertTrue(text.contains("server web.web_00 127.0.0.1:8000 proto fcgi\n"), text);
  }

  @Test
  void nginx_noInstance_hasAServerThatIsDown() {
    String text = UpstreamText.of(upstream("app", "round_robin"), "nginx", List.of());
    assertTrue(text.contains("server 127.0.0.1:1 down;"), text);
    assertFalse(text.contains("round_robin"), "nginx has no such directive");
  }

  @Test
  void nameWithStrangeCharacters_staysOneWord() {
    String text = UpstreamText.of(upstream("my app;\u00e9{", "random"), "nginx", THREE);
    assertTrue(text.contains("upstream my_app___ {\n"), text);
    assertTrue(text.startsWith("# Written by jsupervisor from [upstream:my app;?{]"), text);
  }

  @Test
  void ipv6AndWildcards_areWhatAProxyCanConnectTo() {
    assertEquals("127.0.0.1", Instance.reachable("0.0.0.0"));
    assertEquals("127.0.0.1", Instance.reachable(""));
    assertEquals("::1", Instance.reachable("[::]"));
    assertEquals(
        "[::1]:80",
        new Instance("a", "a", Instance.reachable("::"), 80, "http", 1, true).address());
  }

  @Test
  void unknownProxy_isRefusedWithTheKnownOnes() {
    var refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> UpstreamText.of(upstream("app", "random"), "caddy", THREE));
    assertEquals("\"caddy\" is not one of nginx, apache, haproxy", refused.getMessage());
  }

  @Test
  void instances_of_other_machines_carry_their_node_and_may_be_backup() {
    List<Instance> both =
        List.of(
            new Instance("web", "web_00", "127.0.0.1", 8000, "http", 1, false),
            new Instance("web", "web_00", "10.0.0.2", 8000, "http", 1, false, "two", true));
    String nginx = UpstreamText.of(upstream("app", "round_robin"), "nginx", both);
    assertTrue(
        nginx.contains(
            "server 10.0.0.2:8000 max_fails=3 fail_timeout=1s backup down;  # two/web:web_00"),
        nginx);
    String apache = UpstreamText.of(upstream("app", "round_robin"), "apache", both);
    assertTrue(
        apache.contains("\"http://10.0.0.2:8000\" retry=1 disablereuse=On status=+DH"), apache);
    assertTrue(
        apache.contains("\"http://127.0.0.1:8000\" retry=1 disablereuse=On status=+D\n"), apache);
    String haproxy = UpstreamText.of(upstream("app", "round_robin"), "haproxy", both);
    assertTrue(haproxy.contains("    option allbackups\n"), haproxy);
    assertTrue(haproxy.contains("server two.web.web_00 10.0.0.2:8000 backup disabled\n"), haproxy);
  }
}
