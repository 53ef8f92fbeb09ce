package caplab.ap.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A simulation that finds nothing proves nothing: with one rule taken away it must find something.
 */
class NegativeControlTest {

  private static final Schedule.Plan CALM = Schedule.Plan.CALM;
  private static final Schedule.Plan SHORT_LOGS = new Schedule.Plan(3, 60, 0, 0, 0, 0, 3);
  private static final Schedule.Plan WIPES = new Schedule.Plan(3, 60, 2, 0, 0, 0, 8);
  private static final Schedule.Plan OLD_DISK = new Schedule.Plan(3, 60, 0, 1, 0, 0, 8);
  private static final Schedule.Plan STEPS = new Schedule.Plan(3, 60, 0, 0, 0, 3, 8);

  private static final int SCHEDULES_MOST = 300;

  static Stream<Arguments> rules() {
    return Stream.of(
        control(OLD_DISK, Broken.OldDiskUnnoticed::new),
        control(CALM, Broken.ContextFoldedWithDot::new),
        control(CALM, Broken.VectorNotInMerges::new),
        control(WIPES, Broken.DeadNotLevelled::new),
        control(STEPS, Broken.StepUnnoticed::new),
        control(CALM, Broken.MarkBeforeTheEnd::new),
        control(SHORT_LOGS, Broken.GapUnnoticed::new),
        control(WIPES, Broken.CountedIncarnations::new),
        control(WIPES, Broken.MarksOutliveLives::new),
        control(CALM, Broken.LastWriterWins::new),
        control(CALM, Broken.NoHints::new),
        control(CALM, Broken.BoundFromContact::new),
        control(CALM, Broken.TokenIgnored::new));
  }

  private static Arguments control(Schedule.Plan plan, Supplier<Rules> broken) {
    return Arguments.of(broken.get().getClass().getSimpleName(), plan, broken);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void isCaught(String name, Schedule.Plan plan, Supplier<Rules> broken) {
    Optional<String> violation =
        LongStream.range(0, SCHEDULES_MOST)
            .mapToObj(seed -> new Schedule(seed, plan, broken.get()).run())
            .flatMap(Optional::stream)
            .findFirst();
    assertThat(violation).as("%s within %d schedules", name, SCHEDULES_MOST).isPresent();
  }
}
