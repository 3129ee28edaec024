package io.jsupervisor.daemon.rpc;

import io.jsupervisor.common.xmlrpc.XmlRpcWriter;
import io.jsupervisor.daemon.fleet.Descriptions;
import io.jsupervisor.daemon.fleet.FleetSnapshot;
import io.jsupervisor.daemon.fleet.ProcessView;
import io.jsupervisor.daemon.fleet.SnapshotCache;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How processes are. */
final class InfoMethods {
  private final RpcContext context;
  private final SnapshotCache<byte[]> responses = new SnapshotCache<>();

  InfoMethods(RpcContext context) {
    this.context = context;
  }

  List<RpcMethod> methods() {
    return List.of(
        RpcMethod.of(
            "getProcessInfo",
            "struct,string",
            "Tells how one process is.",
            call ->
                new Info(
                    ProcessName.of(call.name(0)).processIn(context.fleet().snapshot()),
                    context.clock().wall())),
        RpcMethod.of(
            "getAllProcessInfo",
            "array",
            "Tells how all processes are, sorted by group and name.",
            call -> new AllInfo(context.fleet().snapshot(), context.clock().wall(), responses)));
  }

  /** The processes of a group in ascending priority; equal ones as they are defined. */
  static List<ProcessView> byPriority(FleetSnapshot.GroupView group) {
    return group.processes().stream()
        .sorted(Comparator.comparingInt(process -> process.spec().priority()))
        .toList();
  }

  /** A thousand processes are a megabyte of text: it is written once for all who ask meanwhile. */
  private record AllInfo(FleetSnapshot fleet, Instant now, SnapshotCache<byte[]> responses)
      implements XmlRpcWriter.Ready {
    @Override
    public byte[] response() {
      return responses.get(fleet, now, () -> XmlRpcWriter.responseBytes(this));
    }

    @Override
    public void writeTo(XmlRpcWriter xml) throws IOException {
      List<ProcessView> all = new ArrayList<>();
      fleet.groups().forEach(group -> all.addAll(group.processes()));
      all.sort(Comparator.comparing(process -> process.spec().namespec()));
      xml.beginArray();
      for (ProcessView process : all) {
        new Info(process, now).writeTo(xml);
      }
      xml.endArray();
    }
  }

  private record Info(ProcessView process, Instant now) implements XmlRpcWriter.Streamed {
    @Override
    public void writeTo(XmlRpcWriter xml) throws IOException {
      xml.beginStruct();
      xml.member("name", process.spec().namespec().name());
      xml.member("group", process.spec().namespec().group());
      xml.member("start", seconds(process.start()));
      xml.member("stop", seconds(process.stop()));
      xml.member("now", seconds(Optional.of(now)));
      xml.member("state", process.statecode());
      xml.member("statename", process.statename());
      xml.member("spawnerr", process.spawnerr());
      xml.member("exitstatus", process.exitstatus());
      xml.member("logfile", process.stdoutLogfile());
      xml.member("stdout_logfile", process.stdoutLogfile());
      xml.member("stderr_logfile", process.stderrLogfile());
      xml.member("pid", process.pid());
      xml.member("description", Descriptions.of(process, now));
      xml.endStruct();
    }

    /** The wire's whole numbers have 32 bits. */
    private static int seconds(Optional<Instant> time) {
      return (int) Math.min(Integer.MAX_VALUE, time.map(Instant::getEpochSecond).orElse(0L));
    }
  }
}
