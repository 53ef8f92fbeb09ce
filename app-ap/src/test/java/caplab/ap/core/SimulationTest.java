package caplab.ap.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * With all rules, no schedule breaks a promise. A seed names a schedule: {@code -Dap.seed=n} runs
 * that one alone in every world, to see again what a run found.
 */
class SimulationTest {

  static Stream<Arguments> plans() {
    return Stream.of(
        Arguments.of("calm", Schedule.Plan.CALM, 200),
        Arguments.of("short logs", new Schedule.Plan(3, 60, 0, 0, 0, 0, 3), 200),
        Arguments.of("lost disks", new Schedule.Plan(3, 60, 2, 0, 1, 0, 8), 200),
        Arguments.of("old disks", new Schedule.Plan(3, 60, 0, 1, 1, 0, 8), 200),
        Arguments.of("all at once", new Schedule.Plan(3, 60, 2, 1, 1, 1, 3), 100),
        Arguments.of("clock steps", new Schedule.Plan(3, 60, 0, 0, 0, 3, 8), 100),
        Arguments.of("five nodes", new Schedule.Plan(5, 100, 1, 0, 0, 0, 8), 30),
        Arguments.of("two nodes", new Schedule.Plan(2, 60, 1, 0, 1, 0, 8), 50));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("plans")
  void keepsEveryPromise(String name, Schedule.Plan plan, int schedules) {
    assertThat(violations(plan, schedules, 0, Rules::new)).isEmpty();
  }

  @Tag("long")
  @ParameterizedTest(name = "{0}")
  @MethodSource("plans")
  void keepsEveryPromise_inManyMoreSchedules(String name, Schedule.Plan plan, int schedules) {
    assertThat(violations(plan, schedules * 10, 1_000_000, Rules::new)).isEmpty();
  }

  static List<String> violations(
      Schedule.Plan plan, int schedules, long from, Supplier<Rules> rules) {
    long first = Long.getLong("ap.seed", from);
    return LongStream.range(first, first == from ? from + schedules : first + 1)
        .parallel()
        .mapToObj(seed ->
            new Schedule(seed, plan, rules.get()).run().map(v -> "-Dap.seed=" + seed + ": " + v))
        .flatMap(Optional::stream)
        .limit(3)
        .toList();
  }
}
