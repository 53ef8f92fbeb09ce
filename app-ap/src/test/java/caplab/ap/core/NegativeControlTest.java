package caplab.ap.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A simulation that finds nothing proves nothing: with one rule taken away it must find something.
 * The fewest operations that show it are tried first, and the schedule that did is printed. Rules
 * whose absence chance shows too seldom have a directed schedule each.
 */
class NegativeControlTest {

  /** Operations of a schedule, and how many schedules of that size are tried. */
  private record Size(int operations, int schedules) {}

  private static final List<Size> SIZES = List.of(new Size(12, 20), new Size(100, 600));

  static Stream<Arguments> rules() {
    return Stream.of(
        control(Plan.OLD_DISK, Broken.OldDiskUnnoticed::new),
        control(Plan.CALM, BrokenNodes.ContextFoldedWithDot::new),
        control(Plan.CALM, BrokenNodes.VectorNotInMerges::new),
        control(Plan.CALM, BrokenNodes.TombstoneNeverKept::new),
        control(Plan.WIPES, Broken.DeadNotLevelled::new),
        control(Plan.STEPS, Broken.StepUnnoticed::new),
        control(Plan.CALM, Broken.MarkBeforeTheEnd::new),
        control(Plan.SHORT_LOGS, Broken.GapUnnoticed::new),
        control(Plan.WIPES, Broken.CountedIncarnations::new),
        control(Plan.CALM, BrokenNodes.LastWriterWins::new),
        control(Plan.CALM, Broken.NoHints::new),
        control(Plan.CALM, Broken.BoundFromContact::new),
        control(Plan.CALM, Broken.TokenIgnored::new));
  }

  /** Rules that a directed schedule takes away, and the test that holds it. */
  private static final Map<Class<?>, Class<?>> DIRECTED =
      Map.ofEntries(
          directed(BrokenNodes.OnlyReadySources.class, LivenessTest.class),
          directed(BrokenNodes.DeadPositionsInMerges.class, LifeTest.class),
          directed(Broken.ResyncOfOneEnd.class, DirectedScheduleTest.class),
          directed(BrokenNodes.ResyncUnbound.class, DirectedScheduleTest.class),
          directed(Broken.OneLineOfLives.class, LifeTest.class),
          directed(BrokenNodes.MarksOutliveLives.class, WatermarkTest.class),
          directed(BrokenNodes.MarksInFlightOutliveLives.class, WatermarkTest.class),
          directed(BrokenNodes.SeenDotSkipped.class, DirectedScheduleTest.class),
          directed(Broken.ContextNotInToken.class, DirectedScheduleTest.class),
          directed(BrokenNodes.JoinedContextForgotten.class, DirectedScheduleTest.class),
          directed(BrokenNodes.IdsOutliveTheVector.class, DirectedScheduleTest.class),
          directed(Broken.ShownForgotten.class, DirectedScheduleTest.class),
          directed(Broken.PositionsCountAsShown.class, DirectedScheduleTest.class),
          directed(BrokenNodes.IdsForgottenPastTheNewest.class, DirectedScheduleTest.class),
          directed(BrokenNodes.LossTakenForDelete.class, DirectedScheduleTest.class),
          directed(BrokenNodes.TombstonesUnrecorded.class, DirectedScheduleTest.class),
          directed(Broken.NoWriteIds.class, DirectedScheduleTest.class),
          directed(Broken.AttemptsUnlimited.class, DirectedScheduleTest.class),
          directed(Broken.FirstReadingBelieved.class, WatermarkTest.class),
          directed(BrokenNodes.OldMergesTaken.class, LifeTest.class));

  private static Map.Entry<Class<?>, Class<?>> directed(Class<?> broken, Class<?> by) {
    return Map.entry(broken, by);
  }

  private static Arguments control(Plan plan, Supplier<Rules> broken) {
    return Arguments.of(broken.get().getClass().getSimpleName(), plan, broken);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void isCaught(String name, Plan plan, Supplier<Rules> broken) {
    Optional<String> found =
        SIZES.stream().flatMap(size -> first(size, plan, broken).stream()).findFirst();
    assertThat(found).as("%s within %s", name, SIZES).isPresent();
    System.out.println(name + " is caught by " + found.orElseThrow());
  }

  private static Optional<String> first(Size size, Plan plan, Supplier<Rules> broken) {
    Plan sized = plan.operations(size.operations());
    return LongStream.range(0, size.schedules())
        .parallel()
        .boxed()
        .flatMap(seed ->
            new Schedule(seed, sized, broken.get())
                .run().map(found -> "seed %d of %s: %s".formatted(seed, sized, found)).stream())
        .findFirst();
  }

  @Test
  void everyBrokenRule_hasAControl() {
    Set<String> broken =
        Stream.of(Broken.class, BrokenNodes.class)
            .flatMap(all -> Arrays.stream(all.getDeclaredClasses()))
            .map(Class::getSimpleName)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> controlled =
        rules().map(row -> (String) row.get()[0]).collect(Collectors.toCollection(TreeSet::new));
    DIRECTED.keySet().forEach(rule -> controlled.add(rule.getSimpleName()));
    assertThat(controlled).isEqualTo(broken);
  }
}
