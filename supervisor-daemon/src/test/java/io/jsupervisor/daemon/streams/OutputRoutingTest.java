package io.jsupervisor.daemon.streams;

import static io.jsupervisor.daemon.os.posix.PosixRig.sh;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jsupervisor.daemon.core.LogSpec;
import io.jsupervisor.daemon.core.LogTarget;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Pid;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.os.Processes.SpawnResult.Spawned;
import io.jsupervisor.daemon.os.Specs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What real children write, on its way to more than the log. */
class OutputRoutingTest {
  private static final Namespec WEB = new Namespec("web", "web");

  @TempDir Path dir;

  private final List<String> syslog = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();
  private final StreamRig rig = new StreamRig();

  @AfterEach
  void close() {
    rig.close();
  }

  private final class Recorder implements OutputListener {
    private final boolean debugging;

    Recorder(boolean debugging) {
      this.debugging = debugging;
    }

    private void add(String what, Pid pid, byte[] data) {
      heard.add(what + " " + (pid.value() > 0) + " " + new String(data, UTF_8));
    }

    @Override
    public boolean wantsLog(Channel channel) {
      return true;
    }

    @Override
    public void logged(Namespec process, Pid pid, Channel channel, byte[] data) {
      add("log " + process + " " + channel, pid, data);
    }

    @Override
    public void communicated(Namespec process, Pid pid, Channel channel, byte[] data) {
      add("comm " + process + " " + channel, pid, data);
    }

    @Override
    public void heard(Namespec listener, Pid pid, byte[] data) {
      add("heard " + listener, pid, data);
    }

    @Override
    public boolean isDebugging() {
      return debugging;
    }

    @Override
    public void debug(String line) {
      heard.add("debug " + line);
    }
  }

  private void route(boolean strip, boolean debugging) {
    rig.loop.routeTo(
        new OutputRouting(
            () -> strip, line -> syslog.add(new String(line, UTF_8)), new Recorder(debugging)));
  }

  private LogSpec spec(String name, long capture, boolean events, boolean toSyslog) {
    return new LogSpec(
        new LogTarget.File(dir.resolve(name).toString()), 0, 0, capture, events, toSyslog);
  }

  private void run(ProcessSpec spec, boolean listener, String script) throws Exception {
    var logs = rig.open(spec, dir.resolve("out").toString(), dir.resolve("err").toString());
    Spawned child = rig.children.spawn(sh(script));
    rig.attach(spec, listener, child, logs);
    rig.finish(WEB, 1);
  }

  private String read(String name) throws IOException {
    return Files.readString(dir.resolve(name));
  }

  @Test
  void capturedText_isAnEventAndNotInTheLog_andNothingIsLostAtTheEnd() throws Exception {
    route(false, false);
    run(
        Specs.logging("web", spec("out", 1000, false, false), spec("err", 0, false, false)),
        false,
        "printf 'a<!--XSUPERVISOR:BEGIN-->data<!--XSUPERVISOR:END-->b<!--X'");
    assertEquals("ab<!--X", read("out"));
    assertEquals(List.of("comm web STDOUT true data"), heard);
  }

  @Test
  void row38_captured_isInLogEventsToo_beforeTheCommunication() throws Exception {
    route(false, false);
    run(
        Specs.logging("web", spec("out", 0, false, false), spec("err", 1000, true, false)),
        false,
        "printf 'a<!--XSUPERVISOR:BEGIN-->data<!--XSUPERVISOR:END-->' >&2");
    assertEquals(
        List.of("log web STDERR true a", "log web STDERR true data", "comm web STDERR true data"),
        heard);
  }

  @Test
  void stripAnsi_cleansLogAndEvents() throws Exception {
    route(true, false);
    run(
        Specs.logging("web", spec("out", 0, true, false), spec("err", 0, false, false)),
        false,
        "printf '\\033[31mred\\033[0m\\n'");
    assertEquals("red\n", read("out"));
    assertEquals(List.of("log web STDOUT true red\n"), heard);
  }

  @Test
  void syslog_getsALineEach_withTheNameOfTheProcess_besideTheFile() throws Exception {
    route(false, false);
    run(
        Specs.logging("web", spec("out", 0, false, true), spec("err", 0, false, false)),
        false,
        "printf 'one\\n\\ntwo\\n\\n'");
    assertEquals(List.of("web one", "web ", "web two"), syslog);
    assertEquals("one\n\ntwo\n\n", read("out"));
  }

  @Test
  void listenersStdout_goesToItsLogAndToTheProtocol_butIsNoEvent() throws Exception {
    route(false, true);
    run(
        Specs.logging("web", spec("out", 1000, true, true), spec("err", 0, true, false)),
        true,
        "printf 'READY\\n'; printf oops >&2");
    assertEquals("READY\n", read("out"));
    assertEquals(List.of(), syslog);
    heard.sort(null);
    assertEquals(
        List.of(
            "debug 'web' stderr output:\noops",
            "debug 'web' stdout output:\nb'READY\\n'",
            "heard web true READY\n",
            "log web STDERR true oops"),
        heard);
  }

  @Test
  void debug_showsWhatIsNoText_asTheClassicToolDoes() throws Exception {
    route(false, true);
    run(
        Specs.logging("web", spec("out", 0, false, false), spec("err", 0, false, false)),
        false,
        "printf '\\377\\n'");
    assertEquals(List.of("debug 'web' stdout output:\nUndecodable: b'\\xff\\n'"), heard);
  }
}
