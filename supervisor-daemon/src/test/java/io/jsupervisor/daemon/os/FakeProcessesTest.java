package io.jsupervisor.daemon.os;

import io.jsupervisor.daemon.core.ExitStatus;
import io.jsupervisor.daemon.core.Pid;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The fake keeps the contract of Linux. */
final class FakeProcessesTest extends ProcessesContract {
  private static final LaunchPlan PLAN =
      new LaunchPlan(
          "/bin/true",
          List.of("true"),
          List.of(),
          Optional.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          false,
          List.of(),
          false);

  private final FakeProcesses fake = new FakeProcesses();

  @Override
  protected Processes processes() {
    return fake;
  }

  @Override
  protected LaunchPlan sleeper() {
    return PLAN;
  }

  @Override
  protected LaunchPlan exiting(int code) {
    return PLAN;
  }

  @Override
  protected LaunchPlan missing() {
    fake.refuseNext(Processes.SpawnStep.SPAWNING, Errno.ENOENT);
    return PLAN;
  }

  @Override
  protected void end(Pid pid, ExitStatus status) {
    fake.exit(pid, status);
  }

  @Override
  protected List<Processes.Reaped> reap(int count) {
    return fake.reap();
  }
}
