package io.jsupervisor.daemon.rpc;

import io.jsupervisor.common.xmlrpc.XmlRpcWriter;
import io.jsupervisor.daemon.api.RunningFleet;
import io.jsupervisor.daemon.fleet.FleetControl;
import io.jsupervisor.daemon.fleet.FleetSnapshot;
import io.jsupervisor.daemon.os.Clock;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The reply of getAllProcessInfo, 1,000 processes: written anew, and as asked for again. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AllProcessInfoBenchmark {
  private final FleetSnapshot snapshot = RunningFleet.snapshot();
  private final RpcMethod method =
      new InfoMethods(
              new RpcContext(
                  (FleetControl)
                      Proxy.newProxyInstance(
                          getClass().getClassLoader(),
                          new Class<?>[] {FleetControl.class},
                          (self, asked, words) -> snapshot),
                  Clock.SYSTEM,
                  null,
                  RpcContext.MainLog.NONE,
                  () -> "supervisor",
                  List::of,
                  "4.3.0",
                  "3.0",
                  1))
          .methods().stream()
              .filter(method -> method.name().endsWith("getAllProcessInfo"))
              .findFirst()
              .orElseThrow();

  private XmlRpcWriter.Ready answer() throws InterruptedException {
    return (XmlRpcWriter.Ready) method.handler().answer(new Arguments(List.of()));
  }

  @Benchmark
  public byte[] written() throws InterruptedException {
    return XmlRpcWriter.responseBytes(answer());
  }

  @Benchmark
  public byte[] askedAgain() throws InterruptedException {
    return answer().response();
  }
}
