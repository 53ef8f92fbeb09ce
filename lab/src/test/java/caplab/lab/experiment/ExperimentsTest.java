package caplab.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caplab.lab.check.Judgement;
import caplab.lab.model.UserError;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExperimentsTest {

  static List<Experiment> all() {
    return Experiments.all();
  }

  @Test
  void namesAreUnique_andInTheOrderInWhichToRead() {
    List<String> names = all().stream().map(Experiment::name).toList();
    assertThat(names).doesNotHaveDuplicates().isSorted().contains("E01", "E04", "E13");
  }

  @ParameterizedTest
  @MethodSource("all")
  void asksAQuestion_hasClientsPromisesAndOutcomes_andSaysHowToRunIt(Experiment experiment) {
    assertThat(experiment.title()).isNotBlank();
    assertThat(experiment.question()).contains("?");
    assertThat(experiment.workloads()).isNotEmpty();
    assertThat(experiment.promises()).isNotEmpty();
    assertThat(experiment.outcomes()).isNotEmpty();
    assertThat(experiment.command()).isEqualTo("./cap run " + experiment.name());
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyFaultEnds_withTimeLeftToSeeTheRecovery(Experiment experiment) {
    assertThat(experiment.faults())
        .allSatisfy(scheduled ->
            assertThat(scheduled.toMs() + CommonPromises.RECOVERY_MS)
                .isLessThan(experiment.durationMs()));
  }

  @ParameterizedTest
  @MethodSource("all")
  void looksOnlyForFaultsThatItHas_andProvesNothingByAnEmptyHistory(Experiment experiment) {
    List<Window> windows =
        experiment.faults().stream()
            .map(scheduled ->
                new Window(
                    scheduled.fault().name(),
                    scheduled.fault().target(),
                    scheduled.fromMs(),
                    scheduled.fromMs(),
                    scheduled.toMs(),
                    scheduled.toMs()))
            .toList();
    Observations nothing =
        new Observations(List.of(), windows, List.of(), List.of(), Optional.empty());
    assertThat(experiment.promises())
        .allSatisfy(promise ->
            assertThat(promise.judge().apply(nothing)).isInstanceOf(Judgement.Undecided.class));
    assertThat(experiment.outcomes())
        .allSatisfy(each -> assertThat(each.count().applyAsLong(nothing)).isNotNegative());
  }

  @Test
  void findsOneByItsName_inAnyCase_andRefusesOthers() {
    assertThat(Experiments.named("e04").name()).isEqualTo("E04");
    assertThatThrownBy(() -> Experiments.named("E77"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("./cap list");
  }
}
