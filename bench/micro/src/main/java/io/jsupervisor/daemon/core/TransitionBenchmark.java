package io.jsupervisor.daemon.core;

import io.jsupervisor.daemon.config.ThousandPrograms;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One turn of a life: start, spawned, running, ended; the figure is that of one transition. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TransitionBenchmark {
  private final ProcessSpec spec =
      ThousandPrograms.load(ThousandPrograms.file()).groups().getFirst().processes().getFirst();
  private final Pid pid = new Pid(4711);
  private ProcessState state = ProcessMachine.initial(new Ticks(0));
  private long now;

  private void feed(ProcessEvent event) {
    now += 2_000_000_000L;
    state = ProcessMachine.next(spec, state, event, new Ticks(now)).state();
  }

  @Benchmark
  @OperationsPerInvocation(4)
  public ProcessState life() {
    feed(new ProcessEvent.StartRequested());
    feed(new ProcessEvent.Spawned(pid));
    feed(new ProcessEvent.DeadlinePassed());
    feed(new ProcessEvent.ChildExited(new ExitStatus.Exited(0)));
    if (!(state instanceof ProcessState.Exited)) {
      throw new IllegalStateException(String.valueOf(state));
    }
    return state;
  }
}
