package io.jsupervisor.fleet;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.jsupervisor.daemon.os.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Whatever decides goes by elapsed time: nobody may set that. */
class TimeTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.jsupervisor.fleet");

  @Test
  void time_comesFromAClock() {
    noClasses()
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .check(CLASSES);
  }

  @Test
  void wallTime_isOnlyToldAndNeverDecides() {
    noClasses()
        .that()
        .areNotAssignableTo(Link.class) // since when the store is away
        .and()
        .areNotAssignableTo(EtcdMember.class) // when this daemon started
        .should()
        .callMethod(Clock.class, "wall")
        .check(CLASSES);
  }
}
