package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The Debian package from its installation on a machine without Java to its purge: one machine, one
 * life, told in order.
 */
@Tag("slow")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PackageStory {
  private static final String UNIT = "jsupervisord.service";
  private static final String CTL = "jsupervisorctl -c /etc/jsupervisor/jsupervisord.conf ";
  private static final String RUNNING = CTL + "status | grep -c RUNNING";

  /** Debian's minimal Perl has sockets; it stands for whatever listens. */
  private static final String LISTENS =
      "perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(LocalAddr => \"127.0.0.1:8123\","
          + " Listen => 5, ReuseAddr => 1) or die $!; sleep 1 while 1'";

  private static final String PROGRAMS =
      """
      [program:listens]
      command=%s
      autorestart=true
      stdout_logfile=NONE
      stderr_journal=true

      [program:talks]
      command=/bin/sh -c "echo said by talks; echo wrong >&2; exec sleep 1000"
      user=nobody
      stdout_logfile=NONE
      stderr_logfile=NONE
      stdout_journal=true
      stderr_journal=true

      [program:sleeps]
      command=/bin/sh -c "cat /proc/self/oom_score_adj; env; exec sleep 1000"
      process_name=%%(program_name)s_%%(process_num)d
      numprocs=2
      redirect_stderr=true
      """;

  private static BootedDebian machine;
  private static Path deb;

  @BeforeAll
  static void unpack() throws IOException {
    try (Stream<Path> files = Files.list(Tree.ROOT.resolve("target"))) {
      deb =
          files
              .filter(file -> file.getFileName().toString().matches("jsupervisor_.*\\.deb"))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no .deb in target (cure: make dist)"));
    }
    machine = BootedDebian.unpacked();
  }

  @AfterAll
  static void remove() {
    if (machine != null) {
      machine.close();
    }
  }

  private static String property(String name) {
    return machine.must("systemctl show -P " + name + " " + UNIT);
  }

  private static String pid(String process) {
    return machine.must(CTL + "pid " + process);
  }

  /** Pids inside of processes with this text in their command line. */
  private static List<String> pidsOf(String text) {
    // The brackets: the shell that looks must not find itself.
    String pattern = "[" + text.charAt(0) + "]" + text.substring(1);
    String found =
        machine.must(
            "for p in /proc/[0-9]*; do tr '\\0' ' ' <$p/cmdline 2>/dev/null | grep -q '"
                + pattern
                + "' && echo ${p#/proc/}; done; true");
    return Arrays.stream(found.split("\n")).filter(line -> !line.isBlank()).toList();
  }

  @Test
  @Order(1)
  void minimalDebianWithoutJava_install_needsNothingElse_andIsEnabled() {
    machine.copyIn(deb, "/root/jsupervisor.deb");
    assertNotEquals(0, machine.sh("command -v java").code());
    String said = machine.must("DEBIAN_FRONTEND=noninteractive dpkg -i /root/jsupervisor.deb");

    assertTrue(said.contains("the group jsupervisor commands every program"), said);
    assertEquals(
        "root:adm 750\nroot:root 700",
        machine.must("stat -c '%U:%G %a' /var/log/jsupervisor /var/lib/jsupervisor"));
    assertEquals("enabled", machine.must("systemctl is-enabled " + UNIT));
    assertEquals("", machine.must("dpkg -V jsupervisor"));
    machine.must("jsupervisord --version; jsupervisorctl --help");
    machine.must("useradd -m -G jsupervisor op; useradd -m other");
    machine.write("/etc/jsupervisor/conf.d/example.conf", PROGRAMS.formatted(LISTENS));
    machine.must("jsupervisord --check -c /etc/jsupervisor/jsupervisord.conf");
  }

  @Test
  @Order(2)
  void boot_isActive_programsRun_andTheGroupMayCommand() {
    machine.boot();
    assertEquals("active", property("ActiveState"));
    machine.await(RUNNING, "4");
    machine.await("systemctl show -P StatusText " + UNIT, "4 running");

    machine.must("runuser -u op -- " + CTL + "status");
    Output refused = machine.sh("runuser -u other -- " + CTL + "status");
    assertNotEquals(0, refused.code());
    assertEquals("root:jsupervisor 770", machine.must("stat -c '%U:%G %a' /run/jsupervisor.sock"));
    // The caches that came with the package fit.
    machine.must("JSUPERVISOR_JAVA_OPTS=-XX:AOTMode=on jsupervisord --version");
    machine.must("JSUPERVISORCTL_JAVA_OPTS=-XX:AOTMode=on " + CTL + "version");
  }

  @Test
  @Order(3)
  void children_haveNothingOfTheDaemons() {
    String main = property("MainPID");
    // A host without CAP_SYS_RESOURCE cannot spare anybody, and systemd goes on without.
    assertTrue(machine.must("cat /proc/" + main + "/oom_score_adj").matches("-900|0"));
    assertEquals("continue", property("OOMPolicy")); // else one that is killed ends all
    machine.must("tr '\\0' '\\n' </proc/" + main + "/environ | grep -q ^NOTIFY_SOCKET=");
    String said = machine.must(CTL + "tail sleeps:sleeps_0");
    assertEquals("0", said.lines().findFirst().orElseThrow());
    assertFalse(said.matches("(?s).*(NOTIFY_SOCKET|WATCHDOG_|LISTEN_).*"), said);
  }

  @Test
  @Order(4)
  void journal_hasTheDaemonsLevels_andChildrensLinesByTheirNames() {
    machine.await(
        "journalctl -o cat -t talks PRIORITY=6 JSUPERVISOR_STREAM=stdout", "said by talks");
    machine.await("journalctl -o cat -t talks -p err JSUPERVISOR_GROUP=talks", "wrong");
    assertEquals(
        UNIT, machine.must("journalctl -t talks -n 1 -o verbose | sed -n 's/.*_SYSTEMD_UNIT=//p'"));
    String info = machine.must("journalctl -u " + UNIT + " -t jsupervisord -o json -n 200");
    assertTrue(info.contains("\"PRIORITY\":\"6\""), info);
    assertTrue(info.contains("\"MESSAGE\":\"supervisord started with pid"), info);
    assertFalse(info.contains("MESSAGE\":\"20"), "the time is the journal's");
  }

  @Test
  @Order(5)
  void reload_addsWhatIsNew_andKeepsPids() {
    String before = pid("all");
    String main = property("MainPID");
    machine.write("/etc/jsupervisor/conf.d/more.conf", "[program:more]\ncommand=sleep 1000\n");
    machine.must("systemctl reload " + UNIT);
    machine.await(RUNNING, "5");
    machine.await("systemctl show -P ActiveState " + UNIT, "active");
    assertEquals(main, property("MainPID"));
    assertTrue(pid("all").lines().toList().containsAll(before.lines().toList()));
    machine.must("rm /etc/jsupervisor/conf.d/more.conf; systemctl reload " + UNIT);
    machine.await(RUNNING, "4");
  }

  @Test
  @Order(6)
  void restart_andStop_leaveNothingBehind() {
    List<String> before = pid("all").lines().toList();
    machine.must("systemctl restart " + UNIT);
    machine.await(RUNNING, "4");
    assertTrue(pid("all").lines().noneMatch(before::contains));
    assertEquals(1, pidsOf("IO::Socket::INET").size());

    machine.must("systemctl stop " + UNIT);
    assertEquals("inactive", property("ActiveState"));
    assertEquals("success", property("Result"));
    assertEquals(List.of(), pidsOf("sleep 1000"));
    assertEquals(
        "", machine.sh("cat /sys/fs/cgroup/*/system.slice/" + UNIT + "/cgroup.procs").out());
    assertEquals("", machine.sh("ls /run/jsupervisor.sock /run/jsupervisord.pid").out());
    machine.must("systemctl start " + UNIT);
    machine.await(RUNNING, "4");
  }

  @Test
  @Order(7)
  void daemonHangs_watchdogRestartsIt() {
    machine.write(
        "/etc/systemd/system/jsupervisord.service.d/quick.conf", "[Service]\nWatchdogSec=3\n");
    machine.must("systemctl daemon-reload; systemctl restart " + UNIT);
    machine.await(RUNNING, "4");
    String main = property("MainPID");
    machine.must("kill -STOP " + main);
    machine.await("systemctl show -P NRestarts " + UNIT, "1");
    machine.await(RUNNING, "4");
    assertNotEquals(main, property("MainPID"));
    machine.must("journalctl -u " + UNIT + " | grep -q 'Watchdog timeout'");
  }

  @Test
  @Order(8)
  void daemonKilled_isBack_withoutDoublesAndWithItsPorts() {
    machine.must("systemctl reset-failed " + UNIT + "; kill -KILL " + property("MainPID"));
    machine.await(RUNNING, "4");
    assertEquals(1, pidsOf("IO::Socket::INET").size());
    assertEquals(3, pidsOf("sleep 1000").size());
    assertEquals("active", property("ActiveState"));
    assertEquals("", machine.sh("journalctl -t listens -o cat | grep 'in use'").out());
  }

  @Test
  @Order(9)
  void upgrade_stopsNothing_andKeepsTheConfiguration() throws IOException {
    machine.must(
        "cd /root && dpkg-deb -R jsupervisor.deb next && sed -i 's/^Version: .*/Version: 99.0/'"
            + " next/DEBIAN/control && echo '; of the next version'"
            + " >>next/etc/jsupervisor/jsupervisord.conf && dpkg-deb -Znone -b next next.deb");
    machine.must("echo '; of the operator' >>/etc/jsupervisor/jsupervisord.conf");
    String before = pid("all");
    String main = property("MainPID");
    String said =
        machine.must("DEBIAN_FRONTEND=noninteractive dpkg --force-confold -i /root/next.deb");

    assertTrue(said.contains("systemctl restart jsupervisord"), said);
    assertEquals(main, property("MainPID"));
    assertEquals(before, pid("all"));
    assertEquals("; of the operator", machine.must("tail -n 1 /etc/jsupervisor/jsupervisord.conf"));
    machine.must(CTL + "restart listens");
    machine.must("systemctl restart " + UNIT);
    machine.await(RUNNING, "4");
  }

  @Test
  @Order(10)
  void upgrade_ofAServiceThatWasStopped_startsNothing() {
    machine.must("systemctl stop " + UNIT);
    machine.must("DEBIAN_FRONTEND=noninteractive dpkg --force-confold -i /root/next.deb");
    assertEquals("inactive", property("ActiveState"));
    machine.must("systemctl start " + UNIT);
    machine.await(RUNNING, "4");
  }

  /** As on a machine whose processor the caches of the build do not fit. */
  @Test
  @Order(11)
  void cachesThatDoNotFit_areMadeAtInstallation() {
    String fits = "JSUPERVISOR_JAVA_OPTS=-XX:AOTMode=on jsupervisord --version";
    for (int turn = 0; turn < 2; turn++) {
      machine.must("touch /usr/lib/jsupervisor/lib/supervisor-daemon-*.jar");
      assertNotEquals(0, machine.sh(fits).code());
      machine.must("/var/lib/dpkg/info/jsupervisor.postinst configure 99.0");
      machine.must(fits + " && JSUPERVISORCTL_JAVA_OPTS=-XX:AOTMode=on " + CTL + "version");
    }
    machine.must("DEBIAN_FRONTEND=noninteractive dpkg --force-confold -i /root/next.deb");
    machine.must(fits);
  }

  @Test
  @Order(12)
  void exportedUnits_areValid() {
    machine.must(
        "mkdir /root/units && cd /root/units && jsupervisord -c"
            + " /etc/jsupervisor/jsupervisord.conf --export systemd | awk '/^# .*[.]service$/ {"
            + " file = $2 } { print >file }'");
    assertEquals(
        "listens.service\nsleeps-sleeps_0.service\nsleeps-sleeps_1.service\ntalks.service",
        machine.must("ls /root/units"));
    Output verified = machine.sh("systemd-analyze verify --man=no /root/units/*.service");
    // systemd thinks little of the account nobody.
    String said =
        (verified.out() + verified.err())
            .lines()
            .filter(line -> !line.contains("nobody"))
            .collect(Collectors.joining("\n"));
    assertEquals("", said);
    // Back again: what was exported is understood, and runs the same words.
    machine.must("jsupervisord --import /root/units/*.service >/root/back.conf");
    machine.must("echo '[supervisord]' >>/root/back.conf; jsupervisord --check -c /root/back.conf");
    machine.must("cp /root/units/listens.service /run/systemd/system/exported.service");
    machine.must("systemctl daemon-reload; " + CTL + "stop listens; systemctl start exported");
    machine.await("systemctl show -P SubState exported", "running");
    assertEquals(1, pidsOf("IO::Socket::INET").size());
    machine.must(
        "systemctl stop exported; rm /run/systemd/system/exported.service; systemctl daemon-reload;"
            + CTL
            + "start listens");
    machine.await(RUNNING, "4");
  }

  @Test
  @Order(13)
  void unit_isVerified_andItsExposureIsSaid() {
    Output verified = machine.sh("systemd-analyze verify --man=no /lib/systemd/system/" + UNIT);
    assertEquals("", verified.out() + verified.err());
    System.out.println(
        machine.must("systemd-analyze security --no-pager " + UNIT + " | tail -n 1"));
    machine.must(
        "cp /usr/share/doc/jsupervisor/examples/hardening.conf"
            + " /etc/systemd/system/jsupervisord.service.d/ && systemctl daemon-reload && systemctl"
            + " restart "
            + UNIT);
    machine.await(RUNNING, "4");
    System.out.println(
        "with hardening.conf: "
            + machine.must("systemd-analyze security --no-pager " + UNIT + " | tail -n 1"));
    machine.must("rm -r /etc/systemd/system/jsupervisord.service.d; systemctl daemon-reload");
  }

  @Test
  @Order(14)
  void reboot_allIsBack() {
    machine.powerOff();
    machine.boot();
    assertEquals("active", property("ActiveState"));
    machine.await(RUNNING, "4");
  }

  /** The recipe of docs/operations.md, there and back. */
  @Test
  @Order(15)
  void debiansSupervisor_isTakenOver_andGivenBack() {
    machine.must(
        // Without apt's order some must be configured before others can be unpacked.
        "cd /var/cache/apt/archives && export DEBIAN_FRONTEND=noninteractive; for turn in 1 2 3 4;"
            + " do dpkg -i *.deb && break; dpkg --configure -a; done; supervisord --version");
    machine.write(
        "/etc/supervisor/conf.d/old.conf",
        "[program:old]\ncommand=/bin/sh -c \"cat /proc/uptime >/run/first; exec sleep 1001\"\n");
    startTimes();

    machine.must(
        "jsupervisord --check -c /etc/supervisor/supervisord.conf && systemctl disable --now"
            + " supervisor && sed -i -e 's|^files=|;&|' -e 's|^;files=\\(.*"
            + " /etc/supervisor/.*\\)|files=\\1|' /etc/jsupervisor/jsupervisord.conf && systemctl"
            + " reload "
            + UNIT);
    machine.await(CTL + "status old | grep -c RUNNING", "1");
    assertEquals(1, pidsOf("sleep 1001").size());

    machine.must(
        "sed -i -e 's|^files=|;&|' -e"
            + " 's|^;files=\\(/etc/jsupervisor/conf.d/[*].conf\\)$|files=\\1|'"
            + " /etc/jsupervisor/jsupervisord.conf && systemctl reload "
            + UNIT
            + " && systemctl enable --now supervisor");
    machine.await("supervisorctl status old | grep -c RUNNING", "1");
    machine.await(RUNNING, "4");
    machine.must("systemctl disable --now supervisor");
  }

  /** From the unit's start to READY and to the first program, for both, on this machine. */
  private static void startTimes() {
    for (String conf : new String[] {"/etc/jsupervisor/conf.d/first.conf"}) {
      machine.write(
          conf,
          "[program:first]\n"
              + "priority=1\n"
              + "command=/bin/sh -c \"cat /proc/uptime >/run/first; exec sleep 1002\"\n");
    }
    for (String unit : new String[] {UNIT, "supervisor.service"}) {
      StringBuilder line = new StringBuilder(unit + ":");
      for (int i = 0; i < 5; i++) {
        machine.must(
            "systemctl stop supervisor " + UNIT + "; rm -f /run/first; systemctl start " + unit);
        machine.await("wc -w </run/first", "2");
        double begun = number("systemctl show -P InactiveExitTimestampMonotonic " + unit) / 1e6;
        double ready = number("systemctl show -P ActiveEnterTimestampMonotonic " + unit) / 1e6;
        double first = number("cut -d ' ' -f 1 /run/first");
        line.append(" ready %.2f, first program %.2f s;".formatted(ready - begun, first - begun));
      }
      System.out.println(line);
    }
    machine.must(
        "rm /etc/jsupervisor/conf.d/first.conf; systemctl stop supervisor; systemctl start "
            + UNIT
            + " supervisor");
    machine.await(RUNNING, "4");
  }

  private static double number(String script) {
    return Double.parseDouble(machine.must(script).strip());
  }

  @Test
  @Order(16)
  void remove_stopsAll_andKeepsConfigurationAndLogs() {
    machine.must("rm -rf /var/lib/jsupervisor/*; dpkg -r jsupervisor");
    assertEquals(List.of(), pidsOf("sleep 1000"));
    assertEquals("", machine.sh("ls -d /usr/lib/jsupervisor /usr/bin/jsupervisord").out());
    machine.must(
        "test -f /etc/jsupervisor/jsupervisord.conf && test -f"
            + " /var/log/jsupervisor/jsupervisord.log");
  }

  @Test
  @Order(17)
  void removed_installedAgain_runs_andItsFoldersAreClosed() {
    machine.must("DEBIAN_FRONTEND=noninteractive dpkg --force-confold -i /root/next.deb");
    machine.await(RUNNING, "4");
    assertEquals("enabled", machine.must("systemctl is-enabled " + UNIT));
    assertEquals(
        "root:adm 750\nroot:root 700",
        machine.must("stat -c '%U:%G %a' /var/log/jsupervisor /var/lib/jsupervisor"));
    machine.must("dpkg -r jsupervisor");
  }

  @Test
  @Order(18)
  void purge_leavesOnlyTheOperatorsOwnFiles() {
    machine.must("dpkg -P jsupervisor");
    assertEquals(
        "/etc/jsupervisor/conf.d/example.conf",
        machine.must(
            "find /etc/jsupervisor /var/log/jsupervisor /var/lib/jsupervisor -type f 2>/dev/null;"
                + " true"));
    assertNotEquals(0, machine.sh("systemctl cat " + UNIT).code());
    machine.must("getent group jsupervisor");
  }
}
