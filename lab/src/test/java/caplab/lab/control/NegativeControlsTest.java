package caplab.lab.control;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.check.Checker;
import caplab.lab.check.Judgement;
import caplab.lab.history.HistoryEvent;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A checker that finds nothing where something is broken proves nothing where nothing is. */
class NegativeControlsTest {

  /** Only what no short trial shows takes the full length. */
  private static final SeedSearch SHORT =
      new SeedSearch(List.of(250L, 1_000L, Controls.DURATION_MS), 1, 5);

  static List<Control> controls() {
    return Controls.all();
  }

  /** Every checker that is in charge of a control. */
  static List<Class<? extends Checker>> checkers() {
    return Controls.all().stream()
        .flatMap(control -> control.catchers().stream())
        .<Class<? extends Checker>>map(Checker::getClass)
        .distinct()
        .toList();
  }

  @ParameterizedTest
  @MethodSource("controls")
  void isCaughtByEachCheckerInCharge(Control control) {
    assertThat(SHORT.of(control))
        .as(control.name())
        .isNotEmpty()
        .allMatch(Find::caught)
        .allSatisfy(
            find -> assertThat(find.schedule().orElseThrow().judgement().witness()).isNotEmpty());
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("controls")
  void isCaughtAtFullLength_withEverySeed(Control control) {
    for (long seed = 1; seed <= 20; seed++) {
      SeedSearch one = new SeedSearch(List.of(Controls.DURATION_MS), seed, 1);
      assertThat(one.of(control)).as("%s, seed %d", control.name(), seed).allMatch(Find::caught);
    }
  }

  @ParameterizedTest
  @MethodSource("checkers")
  void theGateFails_whenThisCheckerSeesNothing(Class<? extends Checker> blinded) {
    List<Control> controls =
        Controls.all().stream()
            .filter(control -> control.catchers().stream().anyMatch(blinded::isInstance))
            .map(control -> blinding(control, blinded))
            .toList();
    assertThat(ControlRunner.judged(ControlRunner.run(controls, SHORT)).status()).isEqualTo(1);
  }

  @Test
  void theGatePasses_whenEveryCheckerSees() {
    assertThat(ControlRunner.judged(ControlRunner.run(Controls.all(), SHORT)).status()).isZero();
  }

  @Test
  void everyCheckerOfTheLabHasAControl() {
    Set<String> all =
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("caplab.lab.check")
                .stream()
                .filter(each -> each.isAssignableTo(Checker.class) && !each.isInterface())
                .map(JavaClass::getName)
                .collect(Collectors.toSet());
    assertThat(checkers()).extracting(Class::getName).containsExactlyInAnyOrderElementsOf(all);
  }

  private static Control blinding(Control control, Class<? extends Checker> blinded) {
    return new Control(
        control.name(),
        control.service(),
        control.broken(),
        control.trial(),
        control.catchers().stream()
            .map(checker -> blinded.isInstance(checker) ? new Blind(checker.promise()) : checker)
            .toList());
  }

  /** Says of everything that it is well. */
  private record Blind(String promise) implements Checker {
    @Override
    public Judgement check(List<HistoryEvent> history) {
      return Judgement.valid(1);
    }
  }
}
