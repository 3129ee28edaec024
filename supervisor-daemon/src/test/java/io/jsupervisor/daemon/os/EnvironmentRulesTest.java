package io.jsupervisor.daemon.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.core.EnvironmentRules;
import io.jsupervisor.daemon.core.EnvironmentRules.Secret;
import io.jsupervisor.daemon.core.Extensions;
import io.jsupervisor.daemon.core.ProcessSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the variables of a child come from, and what is refused. */
class EnvironmentRulesTest {
  @TempDir Path dir;

  private final Map<String, String> daemon =
      new HashMap<>(Map.of("PATH", "/usr/bin:/bin", "A", "daemon", "PYTHONHOME", "/py"));

  private Planned plan(Map<String, String> environment, EnvironmentRules rules) {
    int uid = DaemonFacts.ofThisProcess(Optional.empty()).uid();
    var facts = new DaemonFacts(daemon, uid, dir, Optional.empty());
    ProcessSpec plain =
        Specs.of(
            "web",
            "web",
            "env",
            Optional.empty(),
            Optional.empty(),
            environment,
            Specs.none(),
            Specs.none(),
            false);
    Extensions none = Extensions.NONE;
    return new LaunchPlanner(facts, dir.resolve("state"))
        .plan(
            Specs.extended(
                plain,
                new Extensions(
                    none.host(), none.port(), none.protocol(), none.serving(), rules, Map.of())));
  }

  private List<String> environment(Map<String, String> environment, EnvironmentRules rules) {
    return assertInstanceOf(Planned.Ready.class, plan(environment, rules)).plan().environment();
  }

  private String refused(Map<String, String> environment, EnvironmentRules rules) {
    Planned.Refused refused = assertInstanceOf(Planned.Refused.class, plan(environment, rules));
    assertEquals(LaunchPlanner.ENVIRONMENT_STEP, refused.fault().step());
    assertEquals(1, refused.spawnerr().lines().count());
    return refused.spawnerr().replace(dir.toString(), "DIR");
  }

  private String file(String name, String text, String mode) throws IOException {
    Path file = Files.writeString(dir.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    return file.toString();
  }

  private static EnvironmentRules files(String... files) {
    return new EnvironmentRules(List.of(), List.of(files), List.of(), Optional.empty());
  }

  private static EnvironmentRules required(String... names) {
    return new EnvironmentRules(List.of(names), List.of(), List.of(), Optional.empty());
  }

  private static EnvironmentRules secret(int bytes) {
    return new EnvironmentRules(
        List.of(), List.of(), List.of(new Secret("SECRET_KEY", bytes)), Optional.empty());
  }

  @Test
  void files_winOverTheDaemon_andEnvironmentOverFiles() throws IOException {
    String first = file("first", "A=first\nB=first\nC=first\n", "rw-------");
    String second = file("second", "B=second\n", "r--------");
    List<String> found = environment(Map.of("C", "own"), files(first, second));
    assertTrue(found.containsAll(List.of("A=first", "B=second", "C=own")), found::toString);
  }

  @Test
  void file_isReadAsItIsAtTheStart() throws IOException {
    String file = file("env", "A=1", "rw-------");
    assertTrue(environment(Map.of(), files(file)).contains("A=1"));
    Files.writeString(Path.of(file), "A=2");
    assertTrue(environment(Map.of(), files(file)).contains("A=2"));
  }

  @Test
  void fileThatOthersMayRead_isRefusedWithTheCure() throws IOException {
    assertEquals(
        "env_file DIR/env may be read by others (cure: chmod 600 DIR/env)",
        refused(Map.of(), files(file("env", "A=1", "rw-r-----"))));
    assertEquals(
        "env_file DIR/none does not exist (cure: create it)",
        refused(Map.of(), files(dir.resolve("none").toString())));
  }

  @Test
  void lines_quotesCommentsAndExport() throws Exception {
    assertEquals(
        Map.of(
            "A",
            "1",
            "B",
            "two words",
            "C",
            "a#b",
            "D",
            "it's \"so\"\n$x",
            "E",
            "",
            "F",
            "'x",
            "G",
            "a=b",
            "H",
            "$HOME"),
        EnvFile.parse(
            "env",
            """
            # comment
              A = 1   # one
            export B='two words' # b
            C=a#b
            D="it's \\"so\\"\\n\\$x"

            E=
            F="'x"
            G=a=b
            H=$HOME
            """));
    assertEquals(
        "env:2: this line is not KEY=VALUE",
        assertThrows(EnvironmentException.class, () -> EnvFile.parse("env", "A=1\nsecret"))
            .getMessage());
    assertEquals(
        "env:1: the quotes do not match up",
        assertThrows(EnvironmentException.class, () -> EnvFile.parse("env", "A='secret"))
            .getMessage());
  }

  @Test
  void requiredVariables_missingOrEmpty_areNamedAllAtOnce() {
    assertEquals(
        "required_env: B, C are not set (cure: set it in environment= or env_file=)",
        refused(Map.of("B", ""), required("A", "B", "C")));
    assertTrue(environment(Map.of("B", "b"), required("A", "B")).contains("B=b"));
  }

  @Test
  void secret_isMadeOnce_keptForItsOwnerAlone_andTheSameForAll() throws IOException {
    List<String> first = environment(Map.of(), secret(16));
    String line = first.stream().filter(l -> l.startsWith("SECRET_KEY=")).findFirst().orElseThrow();
    assertTrue(line.matches("SECRET_KEY=[0-9a-f]{32}"), line);
    assertTrue(environment(Map.of(), secret(16)).contains(line));
    Path folder = dir.resolve("state/secrets");
    assertEquals("rwx------", permissions(dir.resolve("state")));
    assertEquals("rwx------", permissions(folder));
    assertEquals("rw-------", permissions(folder.resolve("web.SECRET_KEY")));
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
    assertTrue(environment(Map.of("SECRET_KEY", "mine"), secret(16)).contains("SECRET_KEY=mine"));
    List<String> longer = environment(Map.of(), secret(20));
    assertFalse(longer.contains(line));
    assertNotEquals(first, longer);
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void folderOfSecrets_openToOthers_isRefused() throws IOException {
    Path folder = Files.createDirectories(dir.resolve("state/secrets"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));
    String why = refused(Map.of(), secret(16));
    assertTrue(why.startsWith("others may look into DIR/state/secrets, where secrets"), why);
  }

  @Test
  void virtualenv_isFirstInPath_andItsPrograms_areFound() throws IOException {
    Path bin = Files.createDirectories(dir.resolve("venv/bin"));
    Path env = Files.writeString(bin.resolve("env"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(env, PosixFilePermissions.fromString("rwxr-xr-x"));
    String venv = dir.resolve("venv").toString();
    var rules = new EnvironmentRules(List.of(), List.of(), List.of(), Optional.of(venv));
    Planned.Ready ready =
        assertInstanceOf(Planned.Ready.class, plan(Map.of("PATH", "/bin"), rules));
    assertEquals(env.toString(), ready.plan().file());
    List<String> found = ready.plan().environment();
    assertTrue(found.contains("VIRTUAL_ENV=" + venv), found::toString);
    assertTrue(found.contains("PATH=" + bin + ":/bin"), found::toString);
    assertTrue(found.stream().noneMatch(l -> l.startsWith("PYTHONHOME")), found::toString);
    assertEquals(
        "virtualenv DIR/no has no directory bin (cure: python3 -m venv DIR/no)",
        refused(
            Map.of(),
            new EnvironmentRules(
                List.of(), List.of(), List.of(), Optional.of(dir.resolve("no").toString()))));
  }
}
