package io.jsupervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.config.FleetSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that cannot be used is told with its option, its name and the cure, in one line. */
class TlsFilesTest {
  private static final String END = "-----END CERTIFICATE-----\n";

  @TempDir Path folder;

  @BeforeEach
  void goodCertificate() throws Exception {
    String command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=a"
            + " -days 2 -keyout good.key -out good.pem";
    Process process =
        new ProcessBuilder(command.split(" "))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
  }

  @Test
  void goodFiles_areNoProblem() {
    FleetSpec spec =
        spec(
            "https",
            Optional.of(folder.resolve("good.pem")),
            Optional.of(folder.resolve("good.key")));
    assertEquals(Optional.empty(), new EtcdMaker().problem(spec));
  }

  @Test
  void brokenBase64_namesOptionFileAndCure() throws IOException {
    Path key = file("own.key", "-----BEGIN PRIVATE KEY-----\nMIIB*==A=\n-----END PRIVATE KEY-----");
    told(Optional.empty(), Optional.of(key), "key: " + key);
    Path empty = file("other.key", "-----BEGIN PRIVATE KEY-----\nQUJD\n-----END PRIVATE KEY-----");
    told(Optional.empty(), Optional.of(empty), "key: " + empty);
    Path certificate = file("ca.pem", "-----BEGIN CERTIFICATE-----\nMIIB*==A=\n" + END);
    told(Optional.of(certificate), Optional.empty(), "cacert: " + certificate);
    Path short1 = file("short.pem", "-----BEGIN CERTIFICATE-----\nQUJD\n" + END);
    told(Optional.of(short1), Optional.empty(), "cacert: " + short1);
  }

  @Test
  void fileThatIsAbsentOrOfAnotherKind_isNamedWithTheCure() throws IOException {
    Path absent = folder.resolve("absent.pem");
    told(Optional.of(absent), Optional.empty(), "cacert: cannot read " + absent);
    Path other = file("other.pem", "");
    told(Optional.of(other), Optional.empty(), "cacert: " + other);
    Path ec = file("ec.key", "-----BEGIN EC PRIVATE KEY-----\nQUJD\n-----END EC PRIVATE KEY-----");
    told(Optional.empty(), Optional.of(ec), "key: " + ec);
  }

  @Test
  void noTls_nothingIsRead() {
    FleetSpec spec = spec("http", Optional.of(folder.resolve("absent.pem")), Optional.empty());
    assertEquals(Optional.empty(), new EtcdMaker().problem(spec));
  }

  private void told(Optional<Path> cacert, Optional<Path> key, String begin) {
    FleetSpec spec = spec("https", cacert, key);
    String problem = new EtcdMaker().problem(spec).orElseThrow();
    assertTrue(problem.startsWith(begin), problem);
    assertTrue(problem.contains("(cure: "), problem);
    assertEquals(1, problem.lines().count(), problem);
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> new EtcdHttp(spec).close());
    assertEquals(problem, refused.getMessage());
  }

  private FleetSpec spec(String scheme, Optional<Path> cacert, Optional<Path> key) {
    Optional<Path> cert = key.map(any -> folder.resolve("good.pem"));
    return new FleetSpec(
        "shop",
        List.of(scheme + "://127.0.0.1:1"),
        "a",
        Optional.empty(),
        10,
        Optional.empty(),
        Optional.empty(),
        cacert.map(Path::toString),
        cert.map(Path::toString),
        key.map(Path::toString));
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
