package io.jsupervisor.daemon.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jsupervisor.daemon.core.EventType;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.StateChange;
import io.jsupervisor.daemon.core.StateName;
import io.jsupervisor.daemon.log.DaemonLog;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** An event to ten listeners, each of which answers. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TenListenersBenchmark {
  private static final byte[] ANSWER = "RESULT 2\nOKREADY\n".getBytes(UTF_8);
  private long sent;
  private final ListenerPools pools =
      new ListenerPools(
          new EventSerial(),
          () -> "supervisor",
          (listener, pid, bytes, refused) -> sent += bytes.length,
          new DaemonLog() {
            @Override
            public void log(Level level, String message) {}

            @Override
            public boolean isEnabled(Level level) {
              return false;
            }
          },
          Runnable::run);

  private static Namespec listener(int i) {
    return new Namespec("pool" + i, "pool" + i);
  }

  @Setup
  public void begin() {
    for (int i = 0; i < 10; i++) {
      Namespec name = listener(i);
      pools.add(name.group(), 10, Set.of(EventType.TICK_5), List.of(name));
      pools.processChanged(
          name, new StateChange(StateName.STOPPED, StateName.STARTING, 0, 0, true));
      pools.processChanged(
          name, new StateChange(StateName.STARTING, StateName.RUNNING, 100 + i, 0, true));
      pools.heard(name, 100 + i, "READY\n".getBytes(UTF_8));
    }
  }

  @Benchmark
  public long event() {
    long before = sent;
    pools.notify(new ClassicEvent.Tick(EventType.TICK_5, 1_234_567_890));
    for (int i = 0; i < 10; i++) {
      pools.heard(listener(i), 100 + i, ANSWER);
    }
    if (sent == before) {
      throw new IllegalStateException("nobody was told");
    }
    return sent;
  }
}
