package io.jsupervisor.daemon.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.core.Account;
import io.jsupervisor.daemon.core.ExitStatus;
import io.jsupervisor.daemon.core.Extensions;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.core.Serving;
import io.jsupervisor.daemon.os.Processes.SpawnResult.Failed;
import io.jsupervisor.daemon.os.Processes.SpawnStep;
import io.jsupervisor.daemon.os.posix.PosixRig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spec 3.5, 4.1 and 4.2, the texts to the letter. */
final class LaunchPlannerTest {
  private static final int ROOT = 0;
  private static final Account NOBODY = new Account("nobody", 65534, 65534, List.of(65534, 33));

  @TempDir Path dir;

  private DaemonFacts facts(int uid, Map<String, String> environment) {
    return new DaemonFacts(environment, uid, dir, Optional.of("unix:///run/s.sock"));
  }

  private LaunchPlanner planner() {
    return new LaunchPlanner(facts(ROOT, Map.of("PATH", "/usr/bin:/bin")), dir);
  }

  private ProcessSpec spec(
      String command, Optional<String> directory, Optional<Account> user, Map<String, String> env) {
    return Specs.of("g", "p", command, directory, user, env, Specs.none(), Specs.none(), false);
  }

  private ProcessSpec spec(String command) {
    return spec(command, Optional.empty(), Optional.empty(), Map.of());
  }

  private Planned.Refused refused(String command) {
    return assertInstanceOf(Planned.Refused.class, planner().plan(spec(command)));
  }

  private LaunchPlan ready(ProcessSpec spec) {
    Planned.Ready ready = assertInstanceOf(Planned.Ready.class, planner().plan(spec));
    assertEquals(Optional.empty(), ready.standInFor());
    return ready.plan();
  }

  private Path executable(String name, String content) throws IOException {
    Path file = Files.writeString(dir.resolve(name), content);
    assertTrue(file.toFile().setExecutable(true, false));
    return file;
  }

  @Test
  void openQuote_refused() {
    assertEquals(
        "can't parse command \"sh -c 'a\": No closing quotation", refused("sh -c 'a").spawnerr());
  }

  @Test
  void noWords_refused() {
    assertEquals("command is empty", refused("  ").spawnerr());
  }

  @Test
  void unknownName_refused() {
    Planned.Refused refused = refused("no-such-command-here -v");
    assertEquals("can't find command 'no-such-command-here'", refused.spawnerr());
    assertEquals("ENOENT", refused.fault().errno());
  }

  @Test
  void unknownPath_refused() {
    assertEquals("can't find command '/no/such'", refused("/no/such").spawnerr());
  }

  @Test
  void directory_refused() {
    assertEquals("command at '" + dir + "' is a directory", refused(dir.toString()).spawnerr());
  }

  @Test
  void noExecuteBit_refused() throws IOException {
    Path file = Files.writeString(dir.resolve("data"), "x");
    Planned.Refused refused = refused(file.toString());
    assertEquals("command at '" + file + "' is not executable", refused.spawnerr());
    assertTrue(refused.fault().detail().contains("chmod +x"), refused.fault().detail());
  }

  @Test
  void row32_relativePath_isFromTheDaemonsDirectory() throws IOException {
    executable("tool", "#!/bin/sh\n");
    assertEquals("./tool", ready(spec("./tool")).file());
  }

  @Test
  void row32_bareName_firstEntryOfThePathWins_evenNotExecutable() throws IOException {
    Files.writeString(Files.createDirectories(dir.resolve("a")).resolve("tool"), "x");
    Path other = Files.createDirectories(dir.resolve("b"));
    Files.copy(executable("tool", "#!/bin/sh\n"), other.resolve("tool"));
    Map<String, String> path = Map.of("PATH", dir + "/none:" + dir + "/a:" + other);
    Planned planned = planner().plan(spec("tool", Optional.empty(), Optional.empty(), path));
    assertEquals(
        "command at '" + dir + "/a/tool' is not executable",
        assertInstanceOf(Planned.Refused.class, planned).spawnerr());
  }

  @Test
  void bareName_found_argvKeepsIt() {
    LaunchPlan plan = ready(spec("env -i 'a b'"));
    assertEquals("/usr/bin/env", plan.file());
    assertEquals(List.of("env", "-i", "a b"), plan.argv());
  }

  @Test
  void row31_environment_isLayeredInTheClassicOrder() {
    Map<String, String> daemon = new LinkedHashMap<>();
    daemon.put("PATH", "/usr/bin:/bin");
    daemon.put("KEPT", "daemon");
    daemon.put("OVER", "daemon");
    LaunchPlanner planner = new LaunchPlanner(facts(ROOT, daemon), dir);
    Planned planned =
        planner.plan(
            spec(
                "env",
                Optional.empty(),
                Optional.empty(),
                Map.of("OVER", "own", "SUPERVISOR_ENABLED", "mine")));
    assertEquals(
        List.of(
            "PATH=/usr/bin:/bin",
            "KEPT=daemon",
            "OVER=own",
            "SUPERVISOR_ENABLED=mine",
            "SUPERVISOR_SERVER_URL=unix:///run/s.sock",
            "SUPERVISOR_PROCESS_NAME=p",
            "SUPERVISOR_GROUP_NAME=g"),
        assertInstanceOf(Planned.Ready.class, planned).plan().environment());
  }

  @Test
  void otherUser_daemonIsNotRoot_standInSaysSo() {
    Planned planned =
        new LaunchPlanner(facts(1000, Map.of("PATH", "/usr/bin:/bin")), dir)
            .plan(spec("env", Optional.empty(), Optional.of(NOBODY), Map.of()));
    assertSays(
        planned,
        "supervisor: couldn't setuid to 65534: Can't drop privilege as nonroot user\n",
        "becoming the user");
  }

  @Test
  void sameUser_isNoSwitch() {
    Planned planned =
        new LaunchPlanner(facts(65534, Map.of("PATH", "/usr/bin:/bin")), dir)
            .plan(spec("env", Optional.empty(), Optional.of(NOBODY), Map.of()));
    assertEquals("/usr/bin/env", assertInstanceOf(Planned.Ready.class, planned).plan().file());
  }

  @Test
  void missingDirectory_standInSaysSo() {
    ProcessSpec spec = spec("env", Optional.of("/no/such"), Optional.empty(), Map.of());
    Planned planned =
        planner().standIn(spec, ready(spec), new Failed(SpawnStep.SPAWNING, Errno.ENOENT));
    assertSays(
        planned, "supervisor: couldn't chdir to /no/such: ENOENT\n", "entering the directory");
  }

  @Test
  void row33_noProgram_standInSaysSo() throws IOException {
    ProcessSpec spec = spec(executable("script", "echo\n") + " x");
    Planned planned =
        planner().standIn(spec, ready(spec), new Failed(SpawnStep.SPAWNING, Errno.ENOEXEC));
    assertSays(planned, "supervisor: couldn't exec " + dir + "/script: ENOEXEC\n", "executing");
  }

  @Test
  void missingInterpreter_faultNamesIt() throws IOException {
    ProcessSpec spec = spec(executable("script", "#!/no/python -u\n").toString());
    Planned planned =
        planner().standIn(spec, ready(spec), new Failed(SpawnStep.SPAWNING, Errno.ENOENT));
    LaunchFault fault = assertInstanceOf(Planned.Ready.class, planned).standInFor().orElseThrow();
    assertTrue(fault.detail().contains("#!/no/python, which does not exist"), fault.detail());
  }

  @Test
  void tooManyFilesOrProcesses_refusedInTheClassicWords() {
    ProcessSpec spec = spec("env");
    LaunchPlan plan = ready(spec);
    assertEquals(
        "too many open files to spawn 'p'",
        spawnerr(planner().standIn(spec, plan, new Failed(SpawnStep.MAKING_PIPES, Errno.EMFILE))));
    assertEquals(
        "Too many processes in process table to spawn 'p'",
        spawnerr(planner().standIn(spec, plan, new Failed(SpawnStep.SPAWNING, Errno.EAGAIN))));
    assertEquals(
        "unknown error during fork for 'p': ENOMEM",
        spawnerr(planner().standIn(spec, plan, new Failed(SpawnStep.SPAWNING, Errno.ENOMEM))));
  }

  private static String spawnerr(Planned planned) {
    return assertInstanceOf(Planned.Refused.class, planned).spawnerr();
  }

  private static void assertSays(Planned planned, String text, String step) {
    Planned.Ready ready = assertInstanceOf(Planned.Ready.class, planned);
    assertEquals(step, ready.standInFor().orElseThrow().step());
    try (PosixRig rig = new PosixRig()) {
      PosixRig.Run run = rig.run(ready.plan());
      assertEquals(text + "supervisor: child process was not spawned\n", run.stderr());
      assertEquals(new ExitStatus.Exited(127), run.status());
    }
  }

  // As another user: these need root, as the build's own machine has it.

  private PosixRig.Run asNobody(String command, Optional<String> directory) {
    Planned planned = planner().plan(spec(command, directory, Optional.of(NOBODY), Map.of()));
    try (PosixRig rig = new PosixRig()) {
      return rig.run(assertInstanceOf(Planned.Ready.class, planned).plan());
    }
  }

  private static void needsRoot() {
    assertEquals(
        0,
        DaemonFacts.ofThisProcess(Optional.empty()).uid(),
        "only root can become another user (cure: run the build as root, as CI does)");
  }

  @Test
  void otherUser_child_hasItsIdsGroupsAndNoCapabilities() {
    needsRoot();
    PosixRig.Run run =
        asNobody(
            "grep -E ^(Uid|Gid|Groups|CapInh|CapEff|SigBlk) /proc/self/status", Optional.empty());
    assertEquals(
        """
        Uid: 65534 65534 65534 65534
        Gid: 65534 65534 65534 65534
        Groups: 33 65534
        SigBlk: 0000000000000000
        CapInh: 0000000000000000
        CapEff: 0000000000000000\
        """,
        run.stdout().replaceAll("[ \t]+", " ").replaceAll(" \n", "\n").strip());
  }

  @Test
  void otherUser_directoryIsEnteredAfterTheSwitch() throws IOException {
    needsRoot();
    assertEquals("/usr\n", asNobody("pwd", Optional.of("/usr")).stdout());
    Path closed = Files.createDirectories(dir.resolve("closed"));
    Files.setPosixFilePermissions(
        closed, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    PosixRig.Run run = asNobody("pwd", Optional.of(closed.toString()));
    assertEquals(
        "supervisor: couldn't chdir to "
            + closed
            + ": EACCES\nsupervisor: child process was not spawned\n",
        run.stderr());
    assertEquals(new ExitStatus.Exited(127), run.status());
  }

  @Test
  void otherUser_argumentsPassThePrefixUnharmed() {
    needsRoot();
    assertEquals(
        "[-a][b c][*][$x][--]",
        asNobody("printf [%s] -a 'b c' * '$x' --", Optional.of("/")).stdout());
  }

  @Test
  void otherUser_scriptWithoutInterpreter_isENOEXEC_notRunBySh() throws IOException {
    needsRoot();
    Path script = executable("script", "echo run by sh\n");
    PosixRig.Run run = asNobody(script.toString(), Optional.empty());
    assertEquals("", run.stdout());
    assertTrue(run.stderr().startsWith("supervisor: couldn't exec " + script + ": ENOEXEC\n"));
  }

  private ProcessSpec listening(String command, Optional<Account> user, String... sockets) {
    ProcessSpec plain =
        spec(command, Optional.empty(), user, Map.of("LISTEN_FDS", "9", "PATH", "/usr/bin:/bin"));
    Serving usual = Serving.DEFAULT;
    Serving serving =
        new Serving(
            usual.readiness(),
            usual.liveness(),
            usual.readinessDeadlineSecs(),
            usual.dependsOn(),
            usual.roll(),
            List.of(sockets));
    Extensions extensions =
        new Extensions(Optional.empty(), OptionalInt.empty(), "http", serving, Map.of());
    return Specs.extended(plain, extensions);
  }

  private static final List<String> LISTEN_PID = List.of("-c", "LISTEN_PID=$$ exec \"$@\"", "sh");

  @Test
  void sockets_areTold_andTheShellBecomesTheCommand() {
    LaunchPlan plan = ready(listening("env -i", Optional.empty(), "a", "b"));
    assertEquals("/bin/sh", plan.file());
    assertEquals(LISTEN_PID, plan.argv().subList(1, 4));
    assertEquals(List.of("/usr/bin/env", "-i"), plan.argv().subList(4, plan.argv().size()));
    assertTrue(plan.environment().contains("LISTEN_FDNAMES=a:b"));
    assertTrue(plan.environment().contains("LISTEN_FDS=2"), plan.environment()::toString);
    assertTrue(!plan.environment().contains("LISTEN_FDS=9"), plan.environment()::toString);
  }

  @Test
  void socketsOfAnotherUser_shellIsRightBeforeTheCommand() {
    LaunchPlan plan = ready(listening("env -i", Optional.of(NOBODY), "a"));
    List<String> argv = plan.argv();
    assertEquals("/usr/bin/setpriv", plan.file());
    assertEquals(LISTEN_PID, argv.subList(argv.size() - 5, argv.size() - 2));
    assertEquals(List.of("env", "-i"), argv.subList(argv.size() - 2, argv.size()));
  }

  @Test
  void gunicornThatBindsToADescriptor_isNotToldItsPid() throws IOException {
    Path gunicorn = executable("gunicorn", "#!/bin/sh\n");
    LaunchPlan bound = ready(listening(gunicorn + " --bind fd://3 a:b", Optional.empty(), "a"));
    assertEquals(gunicorn.toString(), bound.file());
    LaunchPlan unbound = ready(listening(gunicorn + " a:b", Optional.empty(), "a"));
    assertEquals("/bin/sh", unbound.file());
  }

  @Test
  void socketsAndNoProgram_saysWhatTheClassicToolSays() throws IOException {
    Path file = executable("data", "no program");
    Planned planned = planner().plan(listening(file.toString(), Optional.empty(), "a"));
    LaunchPlan plan = assertInstanceOf(Planned.Ready.class, planned).plan();
    assertEquals("couldn't exec " + file + ": ENOEXEC", plan.argv().getLast());
  }
}
