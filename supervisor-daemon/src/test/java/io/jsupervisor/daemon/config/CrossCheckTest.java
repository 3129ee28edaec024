package io.jsupervisor.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What options and sections say of each other; in the tables ~ stands for a line's end. */
class CrossCheckTest {
  private static final String PROGRAM = "[supervisord]\n[program:web]\ncommand=x\n";

  @TempDir Path directory;
  private TestConfig config;

  @BeforeEach
  void prepare() {
    config = new TestConfig(directory);
  }

  private List<String> problems(String text) {
    return config.texts(config.load(text.replace('~', '\n')));
  }

  private void assertOnly(String expected, List<String> problems) {
    assertEquals(1, problems.size(), problems::toString);
    assertTrue(problems.getFirst().contains(expected), problems::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "port=80|port=80|both listen on port 80",
        "port=80~host=127.0.0.1|port=80|both listen on port 80",
        "port=80~host=127.0.0.1|port=80~host=0.0.0.0|both listen on",
        "port=80~host=localhost|port=80~host=127.0.0.1|both listen on 127.0.0.1:80",
        "port=80~host=::|port=80~host=127.0.0.1|both listen on 127.0.0.1:80",
        "port=80~host=127.0.0.1|port=80~host=127.0.0.2|",
        "port=80~host=::1|port=80~host=127.0.0.1|",
        "port=80|port=81|"
      })
  void two_instances_on_one_address_are_refused(String one, String other, String expected) {
    List<String> found =
        problems("[supervisord]~[program:a]~command=x~" + one + "~[program:b]~command=x~" + other);
    if (expected == null) {
      assertEquals(List.of(), found);
    } else {
      assertOnly(expected, found);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "readiness=http /|error web.conf:4: [program:web] readiness: there is no port to ask; add",
        "liveness=tcp|error web.conf:4: [program:web] liveness: there is no port to ask; add port",
        "liveness=log up|error web.conf:4: [program:web] liveness: notify and log say that a",
        "liveness=notify|error web.conf:4: [program:web] liveness: notify and log say that a",
        "readiness=http /~port=1~protocol=fastcgi|readiness: an http probe cannot ask a port that"
            + " speaks fastcgi; use tcp",
        "readiness=http /~port=1~protocol=tcp|an http probe cannot ask",
        "readiness=http /~port=1~protocol=uwsgi|",
        "readiness=exec true|",
        "max_unavailable=0|error web.conf:4: [program:web] max_unavailable: with 0 and no",
        "max_unavailable=0~max_surge=1|",
        "drain_secs=-1|drain_secs: \"-1\" is not accepted; give seconds, a whole number from 0",
        "drain_secs=99999999999999999999|drain_secs: \"99999999999999999999\" is not accepted",
        "readiness_interval=Infinity|readiness_interval: \"Infinity\" is not accepted",
        "readiness_failures=0|readiness_failures: \"0\" is not accepted",
        "sockets=a,a|sockets: it names \"a\" twice",
        "sockets=wbe~[socket:web]~listen=1|there is no section [socket:wbe]; did you mean \"web\"",
        "required_env=A B|required_env: \"A B\" is not accepted; a variable has letters",
        "generate_secret=A:4|generate_secret: \"A:4\" is not accepted; write NAME:BYTES",
        "generate_secret=A:16|",
        "dependent_startup_wait_for=db:up|\"db:up\" is not accepted; write program:state[,state",
      })
  void options_of_a_program(String options, String expected) {
    List<String> found = problems(PROGRAM + options);
    if (expected == null) {
      assertEquals(List.of(), found);
    } else {
      assertOnly(expected, found);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[socket:a]|[socket:a] needs listen",
        "[socket:a]~listen=65536|error web.conf:5: [socket:a] listen: \"65536\" has no port",
        "[socket:a]~listen=host:|\"host:\" has no port from 1 to 65535; give host:port",
        "[socket:a]~listen=::1:80|\"::1:80\" is no address",
        "[socket:a]~listen=[::1]:80|",
        "[socket:a]~listen=:80|",
        "[socket:a]~listen=80|",
        "[socket:a]~listen=80~[socket:b]~listen=[::]:80|",
        "[socket:a]~listen=[::1]:80~[socket:b]~listen=[::]:80|[socket:a] listens on [::]:80",
        "[socket:a]~listen=run/a.sock|\"run/a.sock\" is not an absolute path; write %(here)s/run",
        "[socket:a]~listen=%(here)s/a.sock~mode=0660~owner=root|",
        "[socket:a]~listen=80~mode=0660|mode: only a socket file has a mode and an owner",
        "[socket:a]~listen=/a~owner=nosuchuser|owner: Invalid user name nosuchuser",
        "[socket:a:b]~listen=80|error web.conf:4: [socket:a:b] Invalid name: 'a:b'",
        "[socket:a]~listen=/run/a~[socket:b]~listen=/run//a|[socket:b] listen: [socket:a] listens",
        "[socket:a]~listen=localhost:80~[socket:b]~listen=:80|[socket:a] listens on port 80",
        "[socket:a]~listen=80~[program:b]~command=x~port=80|port: [socket:a] and b:b both listen",
        "[socket:a]~listen=80~[program:b]~command=x~port=80~sockets=a|",
      })
  void sections_of_sockets(String section, String expected) {
    List<String> found = problems(PROGRAM + section);
    if (expected == null) {
      assertEquals(List.of(), found);
    } else {
      assertOnly(expected, found);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "port=80|programs=web|",
        "command=y|programs=web|web:web has no port that a proxy could send requests to; add",
        "port=80~protocol=uwsgi|programs=web~proxy=haproxy|error web.conf:11: [upstream:u] proxy:"
            + " haproxy does not speak uwsgi (it speaks http, fastcgi, tcp); take apache or nginx",
        "port=80~protocol=tcp|programs=web|nginx does not speak tcp",
        "port=80~protocol=scgi|programs=web~proxy=apache|",
        "port=80|programs=web~proxy=caddy|\"caddy\" is not one of apache, haproxy, nginx",
        "port=80~protocol=uwsgi|programs=web,two|they speak different protocols (two http, web"
            + " uwsgi); make an upstream for each",
        "port=80|programs=web,web|it names \"web\" twice",
        "port=80|programs=web~file=u.conf|\"u.conf\" is not an absolute path; write %(here)s/u",
        "port=80|programs=web~file=/nosuch/u.conf|warning web.conf:10: [upstream:u] file: /nosuch"
            + " does not exist",
        "port=80|programs=web~file=/tmp/u~[upstream:v]~programs=web~file=/tmp/../tmp/u|[upstream:u]"
            + " writes /tmp/u already",
        "port=80|programs=web~test_command=nginx '|test_command: can't parse command: No closing",
      })
  void sections_of_upstreams(String program, String upstream, String expected) {
    List<String> found =
        problems(
            "[supervisord]~[program:two]~command=x~port=90~[program:web]~command=x~"
                + program
                + "~[upstream:u]~"
                + upstream);
    if (expected == null) {
      assertEquals(List.of(), found);
    } else {
      assertTrue(found.stream().anyMatch(p -> p.contains(expected)), found::toString);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[fleet]~cluster=a~endpoints=http://h:1|",
        "[fleet]~cluster=a~endpoints=http://h:1/,http://[::1]:2~node=n.1~address=::1~ttl=2|",
        "[fleet]~endpoints=http://h:1|[fleet] needs cluster",
        "[fleet]~cluster=a|[fleet] needs endpoints",
        "[fleet]~cluster=a/b~endpoints=http://h:1|cluster: \"a/b\" is not accepted: up to 64",
        "[fleet]~cluster=a~endpoints=http://h:1~node=n:1|node: \"n:1\" is not accepted: up to 64",
        "[fleet]~cluster=a~endpoints=h:1|endpoints: \"h:1\" is no URL of the store, such as",
        "[fleet]~cluster=a~endpoints=http://u:p@h:1|is no URL of the store",
        "[fleet]~cluster=a~endpoints=http://h:1/x|is no URL of the store",
        "[fleet]~cluster=a~endpoints=http://h:1,https://h:2|some are http and some https",
        "[fleet]~cluster=a~endpoints=http://h:1~ttl=1|ttl: give whole seconds from 2 to 3600",
        "[fleet]~cluster=a~endpoints=http://h:1~ttl=2.5|ttl: give whole seconds",
        "[fleet]~cluster=a~endpoints=http://h:1~address=a b|address: \"a b\" is no address",
        "[fleet]~cluster=a~endpoints=https://h:1~cert=/c|cert: cert needs key beside it",
        "[fleet]~cluster=a~endpoints=https://h:1~username=u|username: username needs password",
        "[fleet]~cluster=a~endpoints=http://h:1~username=u~password=p|warning web.conf:9: [fleet]"
            + " password: it goes over the network in clear",
        "[upstream:u]~programs=web~scope=fleet|scope=fleet needs a [fleet] section",
        "[upstream:u]~programs=web~scope=all|\"all\" is not one of fleet, local",
        "[upstream:u]~programs=web~remote=backup|remote: it is about instances of other machines",
        "[upstream:u]~programs=elsewhere|there is no program named \"elsewhere\"",
        "[fleet]~cluster=a~endpoints=http://h:1~[upstream:u]~programs=elsewhere~scope=fleet|",
        "[fleet]~cluster=a~endpoints=http://h:1~[upstream:u]~programs=web~scope=fleet~protocol="
            + "uwsgi|they speak different protocols",
        "[fleet]~cluster=a~endpoints=http://h:1~[upstream:u]~programs=x~scope=fleet~protocol=tcp|"
            + "nginx does not speak tcp",
        "[fleet]~cluster=a~endpoints=http://h:1~[upstream:u]~programs=web~scope=fleet~remote="
            + "backup~method=ip_hash|remote: nginx takes no backup servers with method=ip_hash",
        "[fleet]~cluster=a~endpoints=http://h:1~[upstream:u]~programs=web~scope=fleet~remote="
            + "backup~proxy=haproxy~runtime_socket=/h|remote: HAProxy cannot be told by its",
      })
  void fleet_and_what_upstreams_say_of_it(String sections, String expected) {
    List<String> found = problems(PROGRAM + "port=80~" + sections);
    if (expected == null) {
      assertEquals(List.of(), found);
    } else {
      assertOnly(expected, found);
    }
  }

  @Test
  void fleet_read_hasItsDefaults() {
    String text = PROGRAM + "[fleet]\ncluster=a\nendpoints=http://h:1/ , http://h:2\n";
    FleetSpec fleet = config.good(text + "cacert=~/ca.pem\n").fleet("my host").orElseThrow();
    assertEquals(List.of("http://h:1", "http://h:2"), fleet.endpoints());
    assertEquals("my-host", fleet.node());
    assertEquals(10, fleet.ttlSecs());
    assertEquals(Optional.of("/root/ca.pem"), fleet.cacert());
    assertEquals(Optional.empty(), config.good(PROGRAM).fleet("h"));
    FleetSpec secret = config.good(text + "username=u\npassword=hush\n").fleet("h").orElseThrow();
    assertTrue(!secret.toString().contains("hush"), secret::toString);
  }

  @Test
  void paths_ofAnUpstream_beginInAHome_areWrittenThere() {
    UpstreamSpec upstream =
        config
            .good(
                "[supervisord]\n[program:web]\ncommand=x\nport=80\n[upstream:u]\nprograms=web\n"
                    + "file=~/u.conf\npid_file=~/haproxy.pid\nruntime_socket=~root/h.sock\n")
            .upstreams()
            .getFirst();
    assertEquals(Optional.of("/root/u.conf"), upstream.file());
    assertEquals("/root/haproxy.pid", upstream.options().get("pid_file"));
    assertEquals("/root/h.sock", upstream.options().get("runtime_socket"));
  }

  @Test
  void name_of_an_upstream_goes_into_the_files_of_proxies() {
    assertOnly(
        "[upstream:a,b] its name has letters, digits",
        problems(PROGRAM + "port=80~[upstream:a,b]~programs=web"));
  }

  @Test
  void cycle_of_dependencies_is_shown_with_its_path() {
    assertOnly(
        "error web.conf:4: [program:a] depends_on: these wait for each other: a -> b -> c -> a;",
        problems(
            "[supervisord]~[program:a]~command=x~depends_on=b~[program:b]~command=x~depends_on=c:"
                + "ready~[program:c]~command=x~depends_on=a:a:started~[program:d]~command=x~"
                + "depends_on=a"));
    assertOnly("wait for each other: web -> web", problems(PROGRAM + "depends_on=web"));
  }

  @Test
  void dependencies_on_programs_groups_and_processes_are_known() {
    assertEquals(
        List.of(),
        problems(
            "[supervisord]~[group:g]~programs=a,b~[program:a]~command=x~[program:b]~command=x~"
                + "[program:c]~command=x~depends_on=a, g:ready, g:b:started"));
    assertOnly(
        "depends_on: there is no program or group named \"wbe\"; did you mean \"web\"?",
        problems(PROGRAM + "[program:c]~command=x~depends_on=wbe:ready"));
  }

  @Test
  void long_chain_of_dependencies_is_walked() {
    var text = new StringBuilder("[supervisord]~[program:p0]~command=x~");
    for (int i = 1; i < 3_000; i++) {
      text.append("[program:p%d]~command=x~depends_on=p%d~".formatted(i, i - 1));
    }
    assertEquals(List.of(), problems(text.toString()));
  }

  @Test
  void waiting_for_the_exit_of_what_is_always_started_again_is_refused() {
    String text = "[supervisord]~[program:a]~command=x~depends_on=t:exited~[program:t]~command=x~";
    assertEquals(List.of(), problems(text));
    assertOnly(
        "depends_on: t is started again when it exits with 0", problems(text + "autorestart=true"));
    assertOnly("t is started again", problems(text + "exitcodes=2"));
    assertEquals(List.of(), problems(text + "exitcodes=2~autorestart=false"));
  }

  @Test
  void options_of_the_plug_in_are_warned_of_not_refused() {
    String text = PROGRAM + "dependent_startup=true~dependent_startup_wait_for=db:running,exited";
    assertEquals(
        List.of(
            "warning web.conf:4: [program:web] dependent_startup: counts only with"
                + " autostart=false; as it is, the program is started at once",
            "warning web.conf:5: [program:web] dependent_startup_wait_for: there is no program"
                + " named \"db\"; it is not waited for"),
        problems(text));
    assertOnly(
        "warning web.conf:5: [program:web] dependent_startup_wait_for: these wait for each other"
            + " and never start: web -> web",
        problems(text.replace("db:", "web:") + "~autostart=false"));
  }
}
