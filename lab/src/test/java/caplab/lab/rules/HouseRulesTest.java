package caplab.lab.rules;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import org.junit.jupiter.api.Test;

/** Who may know whom, so that "where is the write?" has one answer that imports no library. */
class HouseRulesTest {

  private static final JavaClasses HOUSE = MainClasses.ALL;

  @Test
  void coresAreJavaBaseAndProtocolOnly() {
    classes()
        .that()
        .resideInAnyPackage("caplab.cp.core..", "caplab.ap.core..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java.lang..",
            "java.util..",
            "java.math..",
            "java.time..",
            "java.nio.charset..",
            "java.security..",
            "javax.crypto..",
            "caplab.protocol..",
            "caplab.cp.core..",
            "caplab.ap.core..")
        .check(HOUSE);
  }

  @Test
  void coresReadNoClockAndStartNoThread() {
    noClasses()
        .that()
        .resideInAnyPackage("caplab.cp.core..", "caplab.ap.core..")
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .check(HOUSE);
  }

  @Test
  void jedisIsKnownToNodesOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("caplab.node..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("redis.clients..")
        .check(HOUSE);
  }

  @Test
  void javalinIsKnownToHttpOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("caplab.http..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.javalin..")
        .check(HOUSE);
  }

  @Test
  void openTelemetryIsKnownToTraceOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("caplab.trace..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.opentelemetry..")
        .check(HOUSE);
  }

  @Test
  void theServicesNeverSeeEachOther() {
    noClasses()
        .that()
        .resideInAPackage("caplab.cp..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("caplab.ap..")
        .check(HOUSE);
    noClasses()
        .that()
        .resideInAPackage("caplab.ap..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("caplab.cp..")
        .check(HOUSE);
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching("caplab.(**)").should().beFreeOfCycles().check(HOUSE);
  }

  @Test
  void onlyTheLabSeesTheLab_andWhatIsCommonSeesNobody() {
    noClasses()
        .that(not(resideInAPackage("caplab.lab..")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("caplab.lab..")
        .check(HOUSE);
    noClasses()
        .that()
        .resideOutsideOfPackages("caplab.lab..", "caplab.cp..", "caplab.ap..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("caplab.cp..", "caplab.ap..")
        .check(HOUSE);
  }
}
