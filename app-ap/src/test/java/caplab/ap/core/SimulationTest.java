package caplab.ap.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * With all rules, no schedule breaks a promise. A seed names a schedule and what it is made of:
 * {@code -Dap.seed=n} runs that one alone, to see again what a run found, and {@code
 * -Dap.schedules=n} runs so many, from {@code -Dap.from=n} on.
 */
class SimulationTest {

  private static final String SEED = "ap.seed";
  private static final String FROM = "ap.from";
  private static final String SCHEDULES = "ap.schedules";
  private static final int SHOWN_MOST = 20;

  @Test
  void keepsEveryPromise() {
    Long one = Long.getLong(SEED);
    List<String> violations =
        one == null
            ? violations(Long.getLong(FROM, 0), Integer.getInteger(SCHEDULES, 500), Plan::of)
            : violations(one, 1, Plan::of);
    assertThat(violations).isEmpty();
  }

  @Tag("long")
  @Test
  void keepsEveryPromise_inManyMoreSchedules() {
    assertThat(violations(1_000_000, 20_000, Plan::of)).isEmpty();
  }

  /** Also when a disk is lost before the last one is level. */
  @Test
  void keepsEveryPromise_whenDisksAreLostInARow() {
    assertThat(violations(0, 200, Plan::anything)).isEmpty();
  }

  private static String flag(long seed) {
    return "-D%s=%d: ".formatted(SEED, seed);
  }

  private static List<String> violations(long from, int schedules, LongFunction<Plan> plans) {
    Tally tally = new Tally();
    List<String> violations =
        LongStream.range(from, from + schedules)
            .parallel()
            .mapToObj(seed -> violation(seed, plans.apply(seed), tally))
            .flatMap(Optional::stream)
            .limit(SHOWN_MOST)
            .toList();
    System.out.println(tally);
    return violations;
  }

  private static Optional<String> violation(long seed, Plan plan, Tally tally) {
    Schedule schedule = new Schedule(seed, plan, new Rules());
    try {
      Optional<String> found = schedule.run();
      tally.add(schedule);
      return found.map(what -> flag(seed) + what);
    } catch (RuntimeException fault) {
      throw new IllegalStateException(flag(seed) + fault, fault);
    }
  }

  /** The same events in the same order, with the same answers. */
  @ParameterizedTest
  @ValueSource(longs = {2, 4, 15})
  void seedNamesOneSchedule(long seed) {
    String once = trace(seed);
    assertThat(once.lines().count()).isGreaterThan(1_000);
    assertThat(trace(seed).equals(once)).isTrue();
    assertThat(trace(seed + 16).equals(once)).isFalse();
  }

  private static String trace(long seed) {
    StringBuilder trace = new StringBuilder();
    Schedule schedule = new Schedule(seed, Plan.of(seed), new Rules());
    Cluster cluster = schedule.cluster();
    cluster.trace =
        line -> trace.append(cluster.world.now()).append(' ').append(line.get()).append('\n');
    schedule.run();
    return trace.toString();
  }
}
