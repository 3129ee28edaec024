package io.jsupervisor.fleet;

import io.jsupervisor.daemon.config.FleetSpec;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The JDK's client for one fleet, made when it is first asked for. Any thread. */
final class EtcdClient implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(1);

  private final FleetSpec spec;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private HttpClient made;
  private boolean closed;

  EtcdClient(FleetSpec spec) {
    this.spec = spec;
  }

  /** Whether files of certificates and keys are used. */
  static boolean isSecure(FleetSpec spec) {
    return spec.endpoints().getFirst().startsWith("https:");
  }

  /**
   * Reads the files of certificates, until they could be used once.
   *
   * @throws IllegalArgumentException with a sentence for people, when they cannot
   */
  synchronized HttpClient get() {
    if (made == null) {
      if (closed) {
        throw new IllegalArgumentException("closed");
      }
      made = make();
    }
    return made;
  }

  private HttpClient make() {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(CONNECT)
            .executor(executor);
    if (isSecure(spec)) {
      builder.sslContext(Tls.context(spec.cacert(), spec.cert(), spec.key()));
    }
    return builder.build();
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (made != null) {
      made.shutdownNow();
    }
    executor.shutdownNow();
  }
}
