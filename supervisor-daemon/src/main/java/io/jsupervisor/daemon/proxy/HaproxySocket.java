package io.jsupervisor.daemon.proxy;

import io.jsupervisor.daemon.config.UpstreamSpec;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** HAProxy's runtime API on its unix socket: a line of commands, an answer, the end. */
final class HaproxySocket {
  private final String path;
  private final String backend;

  HaproxySocket(UpstreamSpec upstream) {
    this.path = upstream.options().getOrDefault("runtime_socket", "");
    this.backend =
        upstream.options().getOrDefault("backend", UpstreamText.identifier(upstream.name()));
  }

  List<String> steer(List<Instance> instances) throws IOException {
    String state = ask("show servers state " + backend);
    List<HaproxyRuntime.Server> servers = HaproxyRuntime.servers(state);
    if (servers.isEmpty()) {
      throw new IOException(
          "HAProxy has no servers in backend \"" + backend + "\": " + firstLine(state));
    }
    HaproxyRuntime.Plan plan = HaproxyRuntime.plan(backend, servers, instances);
    for (String command : plan.commands()) {
      String answer = ask(command);
      // What it did is told for `addr` only; silence is a yes for the others.
      if (!answer.isBlank() && !command.contains(" addr ")) {
        throw new IOException("HAProxy refuses \"" + command + "\": " + firstLine(answer));
      }
    }
    return plan.homeless();
  }

  private static String firstLine(String answer) {
    return answer.lines().filter(line -> !line.isBlank()).findFirst().orElse("no answer");
  }

  private String ask(String command) throws IOException {
    try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.connect(UnixDomainSocketAddress.of(path));
      socket.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.US_ASCII)));
      return new String(Channels.newInputStream(socket).readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException failure) {
      throw new IOException(
          "no answer from HAProxy at " + path + ": " + failure.getMessage(), failure);
    }
  }
}
