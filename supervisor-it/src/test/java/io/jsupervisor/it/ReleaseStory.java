package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code make dist} leaves: sums, the list of parts, a tarball that runs, a clean package. */
@Tag("slow")
class ReleaseStory {
  private static final Path TARGET = Tree.ROOT.resolve("target");

  /** No Java in sight. */
  private static final Map<String, String> BARE = Map.of("PATH", "/usr/bin:/bin");

  @TempDir Path directory;

  /** The newest of that form: an older version may lie beside it. */
  private static Path released(String form) throws IOException {
    String sums = Files.readString(TARGET.resolve("SHA256SUMS"));
    return sums.lines()
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .filter(name -> name.matches(form))
        .map(TARGET::resolve)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + form + " in SHA256SUMS (cure: make dist)"));
  }

  private static Output must(Path directory, String... command) {
    Output output = Output.of(BARE, directory, List.of(command));
    assertEquals(0, output.code(), () -> String.join(" ", command) + ": " + output);
    return output;
  }

  private Path unpacked() throws IOException {
    Path folder = Files.createDirectories(directory.resolve("any folder"));
    must(folder, "tar", "-xf", released("jsupervisor-.*\\.tar\\.gz").toString());
    try (Stream<Path> found = Files.list(folder)) {
      return found.findFirst().orElseThrow();
    }
  }

  @Test
  void sums_areThoseOfTheFiles_andAllAreThere() throws IOException {
    must(TARGET, "sha256sum", "--check", "--strict", "SHA256SUMS");
    assertTrue(Files.exists(released("jsupervisor_.*\\.deb")));
    assertTrue(Files.exists(released("jsupervisor-.*-sbom\\.json")));
  }

  @Test
  void tarball_runsFromAnyFolder_withoutAJava_andItsCachesFit() throws Exception {
    Path tree = unpacked();
    Path config = directory.resolve("a.conf");
    Files.writeString(
        config,
        """
        [unix_http_server]
        file=%1$s/s
        [supervisord]
        logfile=%1$s/log
        pidfile=%1$s/pid
        [rpcinterface:supervisor]
        supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
        [supervisorctl]
        serverurl=unix://%1$s/s
        [program:sleeps]
        command=sleep 1000
        startsecs=0
        """
            .formatted(directory));
    String ctl = tree.resolve("bin/jsupervisorctl").toString();
    must(directory, tree.resolve("bin/jsupervisord").toString(), "-c", config.toString());
    try {
      Output status = must(directory, ctl, "-c", config.toString(), "status");
      assertTrue(status.out().contains("RUNNING"), status.out());
    } finally {
      must(directory, ctl, "-c", config.toString(), "shutdown");
    }
    Map<String, String> strict =
        Map.of(
            "PATH",
            BARE.get("PATH"),
            "JSUPERVISOR_JAVA_OPTS",
            "-XX:AOTMode=on",
            "JSUPERVISORCTL_JAVA_OPTS",
            "-XX:AOTMode=on");
    for (String program : List.of("jsupervisord", "jsupervisorctl")) {
      Output output =
          Output.of(
              strict, directory, List.of(tree.resolve("bin").resolve(program).toString(), "-h"));
      assertEquals(0, output.code(), output::err);
    }
  }

  @Test
  void listOfParts_isCycloneDx_andNamesEveryJarAndTheJava() throws IOException {
    Path tree = unpacked();
    JsonNode parts = new ObjectMapper().readTree(released("jsupervisor-.*-sbom\\.json").toFile());
    assertEquals("CycloneDX", parts.get("bomFormat").asText());
    Set<String> named =
        StreamSupport.stream(parts.get("components").spliterator(), false)
            .map(part -> part.get("name").asText() + "-" + part.get("version").asText())
            .collect(Collectors.toSet());
    try (Stream<Path> jars = Files.list(tree.resolve("lib"))) {
      List<String> unnamed =
          jars.map(jar -> jar.getFileName().toString())
              .filter(name -> name.endsWith(".jar"))
              .map(name -> name.replaceFirst("(-native)?\\.jar$", ""))
              .filter(name -> !named.contains(name))
              .toList();
      assertEquals(List.of(), unnamed);
    }
    for (String library : List.of("preact", "uplot")) {
      assertTrue(named.stream().anyMatch(part -> part.startsWith(library + "-")), library);
    }
    String java = Files.readString(tree.resolve("runtime/release"));
    assertTrue(
        named.stream()
            .filter(part -> part.startsWith("openjdk-"))
            .anyMatch(part -> java.contains('"' + part.substring("openjdk-".length()) + '"')),
        named::toString);
  }

  @Test
  void package_isCleanToLintian() throws IOException {
    Output said =
        Output.of(
            Tree.ENVIRONMENT,
            directory,
            List.of(
                "lintian",
                "--allow-root",
                "--fail-on",
                "error,warning",
                released("jsupervisor_.*\\.deb").toString()));
    assertEquals(0, said.code(), said.out() + said.err());
    assertEquals("", said.out());
  }
}
