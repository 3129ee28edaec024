package io.jsupervisor.daemon.os.posix;

import static io.jsupervisor.daemon.os.posix.PosixRig.plan;
import static io.jsupervisor.daemon.os.posix.PosixRig.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jsupervisor.daemon.core.ExitStatus;
import io.jsupervisor.daemon.core.Pid;
import io.jsupervisor.daemon.os.LaunchPlan;
import io.jsupervisor.daemon.os.Processes;
import io.jsupervisor.daemon.os.ProcessesContract;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract on Linux, by pidfd. */
class PosixProcessesTest extends ProcessesContract {
  final PosixRig rig = rig();

  PosixRig rig() {
    return new PosixRig();
  }

  @AfterEach
  void end() {
    rig.close();
  }

  @Override
  protected Processes processes() {
    return rig.processes;
  }

  @Override
  protected LaunchPlan sleeper() {
    return plan("/bin/sleep", "1000");
  }

  @Override
  protected LaunchPlan exiting(int code) {
    return sh("exit " + code);
  }

  @Override
  protected LaunchPlan missing() {
    return plan("/no/such/file");
  }

  @Override
  protected void end(Pid pid, ExitStatus status) {}

  @Override
  protected List<Processes.Reaped> reap(int count) {
    return rig.reap(count);
  }

  /** The same on an old kernel, or where a container forbids pidfd_open(2). */
  static final class WithoutPidfdTest extends PosixProcessesTest {
    @Override
    PosixRig rig() {
      return new PosixRig(false);
    }

    @Test
    void childrenWithoutPidfd_oneEnds_theOthersStay() {
      Pid one = rig.spawn(sleeper()).pid();
      rig.spawn(sleeper());
      rig.processes.signal(one, io.jsupervisor.daemon.core.Signal.KILL, false);
      assertEquals(one, rig.reap(1).getFirst().pid());
    }
  }
}
