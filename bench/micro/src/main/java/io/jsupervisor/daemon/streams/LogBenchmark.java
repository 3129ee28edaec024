package io.jsupervisor.daemon.streams;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A chunk into a log that rotates at 10 MB with two backups. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LogBenchmark {
  @Param({"100", "65536"})
  int bytes;

  private Path folder;
  private RotatingLog log;
  private ByteBuffer chunk;

  @Setup
  public void open() throws IOException {
    folder = Files.createTempDirectory("bench");
    log = RotatingLog.open(folder.resolve("log"), 10_000_000, 2);
    chunk = ByteBuffer.allocateDirect(bytes);
  }

  @Benchmark
  public boolean append() throws IOException {
    return log.append(chunk.duplicate());
  }

  @TearDown
  public void remove() throws IOException {
    log.close();
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
