package io.jsupervisor.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * The tree of examples in a directory of its own, with free ports.
 *
 * @param root stands for the checkout: {@code examples/} and {@code target/run/} are in it
 */
record Examples(Path root, Ports ports) {

  /** Copies the examples; {@code conf.d} holds the named files of {@code available} only. */
  static Examples of(Path root, String... available) {
    Examples examples = of(root);
    try {
      Files.delete(examples.file("etc/conf.d/hello-world.conf"));
      for (String name : available) {
        Files.copy(examples.file("etc/available/" + name), examples.file("etc/conf.d/" + name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return examples;
  }

  /** Copies the examples as they are. */
  static Examples of(Path root) {
    Examples examples = new Examples(root, Ports.free());
    Tree.copy(Tree.ROOT.resolve("examples"), root.resolve("examples"));
    try (var walk = Files.walk(root.resolve("examples"))) {
      Files.createDirectories(root.resolve("target/run"));
      // A proxy started by root reads files as another user.
      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
      for (Path file : walk.filter(Examples::isConfiguration).toList()) {
        Files.writeString(file, examples.ports.in(Files.readString(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return examples;
  }

  private static boolean isConfiguration(Path path) {
    return path.toString().endsWith(".conf") || path.toString().endsWith(".cfg");
  }

  Path file(String name) {
    return root.resolve("examples").resolve(name);
  }

  Path config() {
    return file("etc/jsupervisord.conf");
  }

  Path run() {
    return root.resolve("target/run");
  }

  /** The environment that uWSGI's examples name, with Debian's Flask in sight. */
  Examples withVirtualenv() {
    Output made =
        Tree.run(
            root,
            "/usr/bin/python3",
            "-m",
            "venv",
            "--without-pip",
            "--copies",
            "--system-site-packages",
            file("apps/flask/venv").toString());
    if (made.code() != 0) {
      throw new AssertionError("no virtualenv (cure: install python3-venv): " + made);
    }
    return this;
  }

  /** The daemon on the main file. */
  DaemonUnderTest start() {
    return DaemonUnderTest.start(config(), run());
  }

  /** The page that answers at a port given by its example's number, when it answers. */
  Optional<String> page(int example, String path) {
    Page.Answer answer = new Page(ports.of(example), path).get();
    return Optional.of(answer.body()).filter(body -> answer.status() == 200);
  }

  /** The names of the files in {@code available}. */
  static List<String> available() {
    try (var list = Files.list(Tree.ROOT.resolve("examples/etc/available"))) {
      return list.map(path -> path.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
