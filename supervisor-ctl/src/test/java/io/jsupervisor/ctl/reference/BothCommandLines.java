package io.jsupervisor.ctl.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The installed supervisorctl and ours, on one running supervisord with programs of all kinds. */
final class BothCommandLines implements AutoCloseable {
  private static final String PROGRAMS =
      """
      [supervisorctl]
      serverurl=unix://%(here)s/s.sock
      [program:cat]
      command=cat
      startsecs=0
      stopwaitsecs=1
      [program:noisy]
      command=sh -c 'printf "one\\ntwo \\303\\251\\n"; echo oops >&2; exec sleep 1000'
      startsecs=0
      stopwaitsecs=1
      [program:nolog]
      command=sleep 1000
      stdout_logfile=NONE
      startsecs=0
      stopwaitsecs=1
      [program:web]
      command=sleep 1000
      numprocs=2
      process_name=%(program_name)s_%(process_num)02d
      startsecs=0
      stopwaitsecs=1
      [program:a-program-with-quite-a-long-name]
      command=sleep 1000
      autostart=false
      priority=5
      [program:failing]
      command=/bin/false
      autostart=false
      startretries=0
      [program:exiting]
      command=/bin/true
      autostart=false
      startsecs=0
      stopwaitsecs=1
      autorestart=false
      [program:missing]
      command=/nowhere/at-all
      autostart=false
      [program:notexecutable]
      command=/etc/passwd
      autostart=false
      """;

  private static final long DEADLINE_NANOS = 30_000_000_000L;

  private final ReferenceDaemon daemon;
  private final ReferenceCtl reference;

  /**
   * @param directory for everything that they write
   */
  BothCommandLines(Path directory) throws IOException {
    daemon = new ReferenceDaemon(directory, PROGRAMS);
    reference = new ReferenceCtl(directory);
  }

  /** The arguments that name this daemon, and these words. */
  List<String> onSocket(String... words) {
    List<String> args = new ArrayList<>(List.of("-c", daemon.config().toString()));
    args.addAll(List.of(words));
    return args;
  }

  /** Runs the installed one on this daemon. */
  Ran theirs(String... words) {
    return reference.run("", onSocket(words));
  }

  /** Runs ours on this daemon. */
  Ran ours(String... words) {
    return Ours.run("", onSocket(words));
  }

  /** Runs both. */
  void assertSame(String typed, List<String> args) {
    assertEquals(
        reference.run(typed, args).comparable(),
        Ours.run(typed, args).comparable(),
        args::toString);
  }

  /** Waits until no process is on its way: a start meets another state then. */
  void settle() {
    long begun = System.nanoTime();
    String status = theirs("status").out();
    while (status.contains("STARTING") || status.contains("BACKOFF")) {
      if (System.nanoTime() - begun > DEADLINE_NANOS) {
        throw new AssertionError("does not settle: " + status);
      }
      status = theirs("status").out();
    }
  }

  @Override
  public void close() throws IOException {
    reference.close();
    daemon.close();
  }
}
