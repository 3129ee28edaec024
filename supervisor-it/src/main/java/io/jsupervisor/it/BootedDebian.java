package io.jsupervisor.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A minimal Debian in a folder of its own, booted by its own systemd in a container. Needs root.
 * Closing it powers it off and removes the folder.
 */
final class BootedDebian implements AutoCloseable {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "LANG", "C.UTF-8", "HOME", "/root");

  private final Path folder;
  private Optional<Process> container = Optional.empty();
  private long init;

  private BootedDebian(Path folder) {
    this.folder = folder;
  }

  /** Unpacks the base; not yet booted. */
  static BootedDebian unpacked() {
    try {
      Output base =
          Output.of(
              ENVIRONMENT,
              Tree.ROOT,
              List.of(Tree.ROOT.resolve("build-tools/debian-folder").toString()));
      if (base.code() != 0) {
        throw new AssertionError("no Debian to boot: " + base.err());
      }
      // Not below the checkout, and not in a temporary file system that is too small.
      Path folder = Files.createTempDirectory(Path.of("/var/tmp"), "jsupervisor-debian-");
      BootedDebian machine = new BootedDebian(folder);
      machine.host("tar", "-C", folder.toString(), "-xf", base.out().strip());
      return machine;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a folder in /var/tmp", e);
    }
  }

  private Output host(String... command) {
    Output output = Output.of(ENVIRONMENT, Path.of("/"), List.of(command));
    if (output.code() != 0) {
      throw new AssertionError(String.join(" ", command) + ": " + output);
    }
    return output;
  }

  Path path(String inside) {
    return folder.resolve(inside.replaceFirst("^/", ""));
  }

  void write(String inside, String text) {
    try {
      Files.createDirectories(path(inside).getParent());
      Files.writeString(path(inside), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void copyIn(Path file, String inside) {
    try {
      Files.copy(file, path(inside), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Boots it and waits until systemd has nothing more to start. */
  void boot() {
    try {
      Process process =
          new ProcessBuilder(
                  "systemd-nspawn",
                  "-q",
                  "--register=no",
                  "--keep-unit",
                  "-D",
                  folder.toString(),
                  "-b")
              .redirectErrorStream(true)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(folder.resolve("console.txt").toFile())
              .start();
      container = Optional.of(process);
      init =
          Await.answer(
              "the container's init",
              () ->
                  process
                      .children()
                      .map(ProcessHandle::pid)
                      .filter(BootedDebian::isInit)
                      .findFirst(),
              this::console);
      Await.answer(
          "the end of the boot",
          () -> {
            Output state = run("systemctl", "is-system-running");
            boolean up = state.out().matches("(running|degraded)\\s*");
            return up ? Optional.of(state) : Optional.empty();
          },
          this::console);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot start systemd-nspawn (cure: build-tools/install-test-deps)", e);
    }
  }

  /** systemd-nspawn has short-lived helpers as well; init is process 1 of its own namespace. */
  private static boolean isInit(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
              .anyMatch(line -> line.matches("NSpid:\\s+\\d+\\s+1"))
          && Files.readString(Path.of("/proc/" + pid + "/comm")).strip().equals("systemd");
    } catch (IOException gone) {
      return false;
    }
  }

  private String console() {
    try {
      return Files.readString(folder.resolve("console.txt"));
    } catch (IOException none) {
      return none.toString();
    }
  }

  /** Ends it as a machine is: everything stops in order. */
  void powerOff() {
    Process process = container.orElseThrow();
    run("systemctl", "--no-block", "poweroff");
    try {
      if (!process.waitFor(90, TimeUnit.SECONDS)) {
        throw new AssertionError("does not power off\n" + console());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    container = Optional.empty();
  }

  /** Runs a command inside: of the booted machine, else in the folder alone. */
  Output run(String... command) {
    List<String> whole = new ArrayList<>();
    if (container.isPresent()) {
      whole.addAll(
          List.of("nsenter", "-t", Long.toString(init), "-m", "-u", "-i", "-n", "-p", "-r", "-w"));
    } else {
      whole.addAll(
          List.of(
              "systemd-nspawn",
              "-q",
              "--register=no",
              "--keep-unit",
              "--pipe",
              "-D",
              folder.toString()));
    }
    whole.addAll(List.of(command));
    return Output.of(ENVIRONMENT, Path.of("/"), whole);
  }

  Output sh(String script) {
    return run("/bin/sh", "-c", script);
  }

  /** What a command that must succeed prints, without its last line end. */
  String must(String script) {
    Output output = sh(script);
    if (output.code() != 0) {
      throw new AssertionError(
          script
              + " ended with "
              + output.code()
              + "\n"
              + output.out()
              + output.err()
              + sh("journalctl -n 60 --no-pager").out());
    }
    return output.out().stripTrailing();
  }

  /** Waits until a script answers with this text. */
  void await(String script, String wanted) {
    Await.answer(
        script + " to answer " + wanted,
        () ->
            sh(script).out().stripTrailing().equals(wanted) ? Optional.of(true) : Optional.empty(),
        () -> {
          Output last = sh(script);
          return last.out() + last.err() + sh("journalctl -n 60 --no-pager").out();
        });
  }

  @Override
  public void close() {
    container.ifPresent(
        process -> {
          try (Stream<ProcessHandle> children = process.children()) {
            children.forEach(ProcessHandle::destroyForcibly); // its init: all inside ends with it
          }
          process.destroyForcibly();
          try {
            boolean ignored = process.waitFor(30, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    host("rm", "-rf", "--one-file-system", folder.toString());
  }
}
