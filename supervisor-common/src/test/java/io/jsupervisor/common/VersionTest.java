package io.jsupervisor.common;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The version that programs print is the pom's, from which packages take theirs. */
class VersionTest {
  @Test
  void product_isTheVersionOfThePom() throws IOException {
    String pom = Files.readString(Path.of("../pom.xml"));
    assertTrue(pom.contains("\n  <version>" + Version.PRODUCT + "</version>\n"), Version.PRODUCT);
  }
}
