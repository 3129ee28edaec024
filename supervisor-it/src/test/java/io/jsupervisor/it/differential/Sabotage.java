package io.jsupervisor.it.differential;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * One fault put into our daemon, and the scenario that must notice it.
 *
 * @param file the source, from the daemon's root package
 * @param right the text as it is, which must be there
 * @param wrong what stands in its place
 */
record Sabotage(String what, String scenario, String file, String right, String wrong) {
  private static final Path ROOT = Path.of(System.getProperty("jsupervisor.root"));
  private static final Path HOME = ROOT.resolve("target/jsupervisor");

  /** One for each part of what the suite looks at: states, lines, answers, files, surroundings. */
  static final List<Sabotage> TEN =
      List.of(
          new Sabotage(
              "one start retry too few",
              "retries-1",
              "core/ProcessMachine.java",
              "failures > spec.start().startretries()",
              "failures >= spec.start().startretries()"),
          new Sabotage(
              "autorestart=unexpected restarts after the expected",
              "killed-kill-unexpected",
              "core/ProcessMachine.java",
              "case UNEXPECTED -> !expected;",
              "case UNEXPECTED -> expected;"),
          new Sabotage(
              "stopsignal is not obeyed",
              "stopsignal-int",
              "core/ProcessMachine.java",
              "rules.stopsignal(), rules.stopasgroup()",
              "Signal.KILL, rules.stopasgroup()"),
          new Sabotage(
              "another word in a line of the main log",
              "late-e3-false",
              "fleet/MainLogLines.java",
              "; not expected)",
              "; unexpected)"),
          new Sabotage(
              "a line of the main log is missing",
              "spawn-nosuch",
              "fleet/MainLogLines.java",
              "log.info(\"spawnerr: \" + why)",
              "log.debug(\"spawnerr: \" + why)"),
          new Sabotage(
              "redirect_stderr is not obeyed",
              "output-plain-true",
              "os/LaunchPlanner.java",
              "spec.redirectStderr(),",
              "false,"),
          new Sabotage(
              "logs are rotated too late",
              "output-rotated",
              "streams/RotatingLog.java",
              "channel.size() >= rotateAt",
              "channel.size() >= 2 * rotateAt"),
          new Sabotage(
              "a variable of the child has another name",
              "output-env",
              "os/ChildEnvironment.java",
              "SUPERVISOR_PROCESS_NAME",
              "SUPERVISOR_PROGRAM_NAME"),
          new Sabotage(
              "another description in status",
              "numprocs-zero-like",
              "fleet/Descriptions.java",
              "\"Not started\"",
              "\"not started\""),
          new Sabotage(
              "a running group may be removed",
              "remove-running",
              "fleet/ConfigCommands.java",
              "!group.unstopped().isEmpty()",
              "false && !group.unstopped().isEmpty()"));

  /** Makes a tree with this fault and answers its daemon. */
  Path program(Path tree) throws IOException {
    Files.createDirectories(tree.resolve("lib"));
    Files.createDirectories(tree.resolve("bin"));
    Path program = tree.resolve("bin/jsupervisord");
    Files.copy(HOME.resolve("bin/jsupervisord"), program, StandardCopyOption.COPY_ATTRIBUTES);
    try (Stream<Path> lib = Files.list(HOME.resolve("lib"))) {
      for (Path file : lib.filter(f -> !f.toString().endsWith(".aot")).toList()) {
        Path copy = tree.resolve("lib").resolve(file.getFileName());
        if (file.getFileName().toString().startsWith("supervisor-daemon-")) {
          Files.copy(file, copy);
          spoil(copy, tree);
        } else {
          Files.createSymbolicLink(copy, file);
        }
      }
    }
    return program;
  }

  private void spoil(Path jar, Path tree) throws IOException {
    Path classes = compiled(jar, tree);
    try (FileSystem zip = FileSystems.newFileSystem(jar);
        Stream<Path> all = Files.walk(classes)) {
      for (Path made : all.filter(Files::isRegularFile).toList()) {
        Path name = zip.getPath(classes.relativize(made).toString());
        if (Files.notExists(name)) {
          throw new IllegalStateException(name + " is not in " + jar + " (cure: make dist)");
        }
        Files.copy(made, name, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** The compiler's interface takes no {@code lib/*}. */
  private static String jars(Path daemon) throws IOException {
    try (Stream<Path> lib = Files.list(HOME.resolve("lib"))) {
      return Stream.concat(Stream.of(daemon), lib)
          .map(Path::toString)
          .filter(file -> file.endsWith(".jar"))
          .collect(Collectors.joining(":"));
    }
  }

  private Path compiled(Path jar, Path tree) throws IOException {
    Path original =
        ROOT.resolve("supervisor-daemon/src/main/java/io/jsupervisor/daemon").resolve(file);
    String text = Files.readString(original);
    if (!text.contains(right)) {
      throw new IllegalStateException(file + " has no more \"" + right + "\": find another fault");
    }
    Path source = tree.resolve("src").resolve(original.getFileName());
    Files.createDirectories(source.getParent());
    Files.writeString(source, text.replace(right, wrong));
    Path classes = Files.createDirectories(tree.resolve("classes"));
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null)) {
      boolean done =
          javac
              .getTask(
                  said,
                  files,
                  null,
                  List.of("-proc:none", "-d", classes.toString(), "-classpath", jars(jar)),
                  null,
                  files.getJavaFileObjects(source))
              .call();
      if (!done) {
        throw new IllegalStateException(what + " does not compile: " + said);
      }
    }
    return classes;
  }
}
