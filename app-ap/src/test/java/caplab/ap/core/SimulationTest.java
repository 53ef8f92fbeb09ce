package caplab.ap.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * With all rules, no schedule breaks a promise. A seed names a schedule and what it is made of:
 * {@code -Dap.seed=n} runs that one alone, to see again what a run found, and {@code
 * -Dap.schedules=n} runs so many.
 */
class SimulationTest {

  private static final String SEED = "ap.seed";
  private static final String SCHEDULES = "ap.schedules";
  private static final int SHOWN_MOST = 20;

  @DisabledIfSystemProperty(named = SEED, matches = "\\d+")
  @Test
  void keepsEveryPromise() {
    holds(0, Integer.getInteger(SCHEDULES, 500));
  }

  @DisabledIfSystemProperty(named = SEED, matches = "\\d+")
  @Tag("long")
  @Test
  void keepsEveryPromise_inManyMoreSchedules() {
    holds(1_000_000, 20_000);
  }

  @EnabledIfSystemProperty(named = SEED, matches = "\\d+")
  @Test
  void keepsEveryPromise_inThisSchedule() {
    holds(Long.getLong(SEED), 1);
  }

  private static void holds(long from, int schedules) {
    Tally tally = new Tally();
    List<String> violations =
        LongStream.range(from, from + schedules)
            .parallel()
            .mapToObj(seed -> violation(seed, tally))
            .flatMap(Optional::stream)
            .limit(SHOWN_MOST)
            .toList();
    System.out.println(tally);
    assertThat(violations).isEmpty();
  }

  private static Optional<String> violation(long seed, Tally tally) {
    Schedule schedule = new Schedule(seed, Plan.of(seed), new Rules());
    try {
      Optional<String> found = schedule.run();
      tally.add(schedule);
      return found.map(what -> "-D%s=%d: %s".formatted(SEED, seed, what));
    } catch (RuntimeException fault) {
      throw new IllegalStateException("-D%s=%d".formatted(SEED, seed), fault);
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
