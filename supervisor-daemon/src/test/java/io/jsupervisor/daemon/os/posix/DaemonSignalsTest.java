package io.jsupervisor.daemon.os.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.core.ExitStatus;
import io.jsupervisor.daemon.core.Signal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The daemon's own signals, in JVMs that are started as the launcher starts it, and otherwise. */
final class DaemonSignalsTest {
  /** Prints each signal, and ends by TERM. */
  static final class Printer {
    public static void main(String[] args) {
      try (PosixDoorbell doorbell = PosixDoorbell.open()) {
        say("ready " + doorbell.signalWarning());
        boolean ended = false;
        while (!ended) {
          doorbell.await(-1);
          for (Signal signal : doorbell.signals()) {
            say(signal.toString());
            ended |= signal.equals(Signal.TERM);
          }
        }
      }
    }

    private static void say(String line) {
      System.out.println(line.strip());
    }
  }

  private static List<String> java(List<String> options) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(options);
    words.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), Printer.class.getName()));
    return words;
  }

  private static String run(List<String> words, List<Signal> signals) throws IOException {
    StringBuilder heard = new StringBuilder();
    try (PosixRig rig = new PosixRig();
        EpollPipes pipes = new EpollPipes()) {
      var plan =
          PosixRig.plan(words.getFirst(), words.subList(1, words.size()).toArray(String[]::new));
      var child = rig.spawn(plan);
      heard.append(line(pipes, child.stdout()));
      for (Signal signal : signals) {
        rig.processes.signal(child.pid(), signal, false);
        heard.append(line(pipes, child.stdout()));
      }
      assertEquals(new ExitStatus.Exited(0), rig.reap(1).getFirst().status());
    }
    return heard.toString();
  }

  private static String line(EpollPipes pipes, int fd) throws IOException {
    var buffer = java.nio.ByteBuffer.allocateDirect(4096);
    StringBuilder line = new StringBuilder();
    pipes.watchReadable(fd, 1);
    while (line.indexOf("\n") < 0) {
      assertEquals(1, pipes.await(30_000_000_000L), "no answer; so far: " + line);
      int bytes = pipes.read(fd, buffer.clear());
      assertTrue(bytes > 0, "ended; so far: " + line);
      buffer.flip();
      line.append(java.nio.charset.StandardCharsets.UTF_8.decode(buffer));
    }
    pipes.unwatch(fd);
    return line.toString();
  }

  @Test
  void startedByTheLauncher_allSignalsArrive_quitToo() throws IOException {
    List<String> words =
        new ArrayList<>(List.of("/usr/bin/env", "--block-signal=HUP,INT,QUIT,USR2,TERM,CHLD"));
    words.addAll(java(List.of("-Xrs")));
    assertEquals(
        "ready\nSIGHUP\nSIGINT\nSIGQUIT\nSIGUSR2\nSIGHUP\nSIGTERM\n",
        run(
            words,
            List.of(Signal.HUP, Signal.INT, Signal.QUIT, Signal.USR2, Signal.HUP, Signal.TERM)));
  }

  @Test
  void startedPlainly_signalsArriveButQuit_andItIsSaid() throws IOException {
    String heard = run(java(List.of()), List.of(Signal.HUP, Signal.INT, Signal.USR2, Signal.TERM));
    assertTrue(heard.startsWith("ready SIGQUIT cannot be taken"), heard);
    assertTrue(heard.endsWith("\nSIGHUP\nSIGINT\nSIGUSR2\nSIGTERM\n"), heard);
  }
}
