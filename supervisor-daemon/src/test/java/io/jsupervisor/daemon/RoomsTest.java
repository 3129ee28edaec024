package io.jsupervisor.daemon;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of rooms in ARCHITECTURE.md, kept. */
class RoomsTest {
  private static final String ROOT = "io.jsupervisor.daemon.";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.jsupervisor.daemon");

  private static ArchRule room(String room, String... mayUse) {
    String[] allowed =
        Stream.concat(Stream.of(room), Stream.of(mayUse))
            .map(name -> ROOT + name)
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(ROOT + room)
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.jsupervisor.daemon..").and(not(resideInAnyPackage(allowed))))
        .as("room " + room + " uses only " + String.join(", ", mayUse));
  }

  static Stream<ArchRule> rules() {
    return Stream.of(
        room("core"),
        room("config", "core"),
        room("log", "os"),
        room("os", "core"),
        room("os.posix", "core", "os"),
        room("streams", "core", "os"),
        room("event", "core", "log"),
        room("probe", "core", "os"),
        room("convert", "core", "config"),
        room("proxy", "core", "config"),
        room("cluster", "core", "config", "os", "log"),
        room(
            "fleet", "core", "config", "os", "streams", "probe", "event", "log", "proxy",
            "cluster"),
        room("rpc", "core", "config", "os", "fleet", "streams", "log"),
        room("api", "core", "os", "fleet", "event", "streams", "rpc", "cluster"),
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "os.posix")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jnr..", "com.kenai.jffi..", "sun.misc.."),
        noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(ProcessBuilder.class)
            .orShould()
            .callMethod(Runtime.class, "exec", String[].class)
            .as("nobody starts a child but os.posix: another reaper would race ours"),
        noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + "os", ROOT + "os.posix")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class)
            .as("time comes from a Clock"),
        noClasses()
            .that()
            .resideInAnyPackage(ROOT + "core", ROOT + "fleet")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.nio.file..", "java.net..", "java.util.concurrent.locks..")
            .as("the core touches no file and no socket and takes no lock"),
        classes()
            .that()
            .resideInAPackage(ROOT + "core")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(ROOT + "core", "java.lang..", "java.util..")
            .as("the core is java.base values only"));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void everyRoom_usesOnlyWhatItMay(ArchRule rule) {
    rule.check(CLASSES);
  }
}
