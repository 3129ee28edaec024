package io.jsupervisor.daemon.api;

import io.jsupervisor.daemon.fleet.FleetSnapshot;
import io.jsupervisor.daemon.fleet.ProcessView;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The JSON twin of getAllProcessInfo, written anew: 1,000 processes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ProcessListBenchmark {
  private final FleetSnapshot snapshot = RunningFleet.snapshot();

  @Benchmark
  public byte[] written() {
    ProcessJson writer =
        new ProcessJson(
            Instant.now(),
            Map.of(),
            process -> ProcessHistory.Counts.NONE,
            spec -> Optional.empty(),
            new Drift(Map.of(), Map.of()));
    return Json.bytes(
        json -> {
          json.writeStartArray();
          for (ProcessView process : ProcessJson.sorted(snapshot)) {
            writer.write(json, process);
          }
          json.writeEndArray();
        });
  }
}
