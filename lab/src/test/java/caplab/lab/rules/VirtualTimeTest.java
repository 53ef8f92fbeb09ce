package caplab.lab.rules;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import caplab.node.Admission;
import caplab.node.Breaker;
import caplab.node.NodeBreaker;
import caplab.node.NodeSettings;
import caplab.node.ProbeSchedule;
import caplab.protocol.LiveLoop;
import caplab.seal.HmacSeal;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.reflect.AccessFlag;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/**
 * What runs in real and in virtual time alike knows neither: no clock, no thread, no lock and no
 * chance but those of its event loop, and no library. Held on the byte code.
 */
class VirtualTimeTest {

  private static final String[] IN_BOTH_TIMES = {
    "caplab.protocol..",
    "caplab.sim..",
    "caplab.cp.core..",
    "caplab.cp.shell..",
    "caplab.ap.core..",
    "caplab.ap.shell..",
    "caplab.lab.simulated.."
  };

  private static final JavaClasses CLASSES = MainClasses.ALL;

  /** The event loop of real time is what the others are spared. */
  private static final DescribedPredicate<JavaClass> SHARED =
      resideInAnyPackage(IN_BOTH_TIMES)
          .and(DescribedPredicate.not(belongToAnyOf(LiveLoop.class)))
          .as("what runs in both times");

  @Test
  void readsNoClockOfTheMachine_andNoChanceButItsLoops() {
    noClasses()
        .that(SHARED)
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(UUID.class, "randomUUID")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(ThreadLocalRandom.class, SecureRandom.class)
        .check(CLASSES);
  }

  @Test
  void startsNoThread_andHoldsNoLock() {
    noClasses()
        .that(SHARED)
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.concurrent..")
        .check(CLASSES);
    List<String> monitors = new ArrayList<>();
    for (JavaClass each : CLASSES) {
      if (SHARED.test(each)) {
        monitors.addAll(monitors(each));
      }
    }
    assertThat(monitors).isEmpty();
  }

  @Test
  void findsAMonitor_whereThereIsOne() {
    JavaClass guilty = new ClassFileImporter().importClass(Guilty.class);
    assertThat(monitors(guilty)).hasSize(2);
  }

  /** What the rule must find. */
  private static final class Guilty {
    private int count;

    synchronized void method() {
      count++;
    }

    void block() {
      synchronized (this) {
        count++;
      }
    }
  }

  @Test
  void knowsNoLibrary_butBehindAdapters() {
    DescribedPredicate<JavaClass> adapters =
        belongToAnyOf(
            Admission.class,
            Breaker.class,
            NodeBreaker.class,
            NodeSettings.class,
            ProbeSchedule.class,
            HmacSeal.class);
    classes()
        .that(SHARED)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(IN_BOTH_TIMES)
                .or(resideInAnyPackage("java.lang..", "java.util..", "java.time.."))
                .or(resideInAnyPackage("java.nio.charset..", "java.security.."))
                .or(
                    resideInAnyPackage(
                        "caplab.lab.model..",
                        "caplab.lab.link..",
                        "caplab.lab.stage..",
                        "caplab.lab.run..",
                        "caplab.lab.history..",
                        "caplab.lab.fault..",
                        "caplab.lab.experiment.."))
                .or(adapters))
        .check(CLASSES);
  }

  private static List<String> monitors(JavaClass each) {
    List<String> found = new ArrayList<>();
    for (MethodModel method : parsed(each).methods()) {
      boolean monitor =
          method.flags().has(AccessFlag.SYNCHRONIZED)
              || method.code().stream()
                  .flatMap(code -> code.elementStream())
                  .anyMatch(MonitorInstruction.class::isInstance);
      if (monitor) {
        found.add(each.getName() + "." + method.methodName().stringValue());
      }
    }
    return found;
  }

  private static ClassModel parsed(JavaClass each) {
    try (InputStream bytes = each.getSource().orElseThrow().getUri().toURL().openStream()) {
      return ClassFile.of().parse(bytes.readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
