package io.jsupervisor.common.build;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The step of the build that takes out of our classes what Java makes classes for at run time. */
final class PlainClassesTest {
  private static final String PACKAGE = "io/jsupervisor/common/build";

  @TempDir private Path classes;

  private List<Path> copySample() throws Exception {
    Path compiled =
        Path.of(PlainSample.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path target = Files.createDirectories(classes.resolve(PACKAGE));
    try (var files = Files.list(compiled.resolve(PACKAGE))) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith("PlainSample")) {
          Files.copy(file, target.resolve(file.getFileName()));
        }
      }
    }
    try (var files = Files.list(target)) {
      return files.sorted().toList();
    }
  }

  private void makePlain() throws Exception {
    Process build =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--class-path",
                classes.toString(),
                Path.of("..", "build-tools", "PlainClasses.java").toString(),
                classes.toString())
            .inheritIO()
            .start();
    assertEquals(0, build.waitFor());
  }

  private static boolean mentions(Path file, String name) {
    try {
      return new String(Files.readAllBytes(file), ISO_8859_1).contains(name);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void plainClasses_tellTheSame_andTwiceChangesNothing() throws Exception {
    List<Path> files = copySample();
    assertTrue(files.stream().anyMatch(file -> mentions(file, "SwitchBootstraps")));
    makePlain();
    for (Path file : files) {
      boolean hasConstants = file.getFileName().toString().equals("PlainSample.class");
      assertEquals(hasConstants, mentions(file, "SwitchBootstraps"), file.toString());
    }
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {classes.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      Object plain =
          loader.loadClass(PlainSample.class.getName()).getDeclaredConstructor().newInstance();
      assertFalse(plain instanceof PlainSample);
      assertEquals(new PlainSample().get(), ((Supplier<?>) plain).get());
    }
    List<byte[]> once = read(files);
    makePlain();
    List<byte[]> twice = read(files);
    for (int i = 0; i < files.size(); i++) {
      assertEquals(
          new String(once.get(i), ISO_8859_1),
          new String(twice.get(i), ISO_8859_1),
          files.get(i).toString());
    }
  }

  private static List<byte[]> read(List<Path> files) throws IOException {
    List<byte[]> all = new java.util.ArrayList<>();
    for (Path file : files) {
      all.add(Files.readAllBytes(file));
    }
    return all;
  }
}
