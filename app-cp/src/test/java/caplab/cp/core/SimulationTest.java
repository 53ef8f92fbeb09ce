package caplab.cp.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random schedules of whole instances, nodes and clients in virtual time: nothing may be broken in
 * any. {@code -Dcp.schedules=100000} runs so many, from {@code -Dcp.from=500000} on; {@code
 * -Dcp.seed=17} one, with all that happens in it printed.
 */
class SimulationTest {

  private static final List<Settings> WORLDS =
      List.of(
          Settings.of(1, 2).wipes(0),
          Settings.of(2, 2),
          Settings.of(3, 2),
          Settings.of(3, 3).tags(3).wipes(3).operations(90),
          Settings.of(4, 2),
          Settings.of(5, 2).wipes(3),
          Settings.of(7, 3));

  /** The world of a seed: seeds take turns. */
  static Settings world(long seed) {
    return WORLDS.get(Math.floorMod(seed, WORLDS.size()));
  }

  @Test
  void staysLinearizableAndRecovers_underLossDuplicationCutsPausesCrashesAndLostDisks() {
    Long seed = Long.getLong("cp.seed");
    if (seed != null) {
      Schedule.Result result = Schedule.run(seed, world(seed), true);
      System.out.println(result.trace());
      assertThat(result.fault()).isEmpty();
    } else {
      long from = Long.getLong("cp.from", 0);
      run(from, from + Long.getLong("cp.schedules", 500));
    }
  }

  @Tag("long")
  @Test
  void staysLinearizableAndRecovers_inManySchedules() {
    run(1_000, 21_000);
  }

  @Test
  void replaysToTheByte_whatASeedNames() {
    for (long seed = 0; seed < WORLDS.size(); seed++) {
      Schedule.Result first = Schedule.run(seed, world(seed), true);
      assertThat(first.trace()).contains("told of");
      assertThat(Schedule.run(seed, world(seed), true)).isEqualTo(first);
    }
  }

  private static void run(long from, long to) {
    List<String> found =
        LongStream.range(from, to)
            .parallel()
            .boxed()
            .flatMap(seed ->
                Schedule.run(seed, world(seed), false).fault().stream()
                    .map(fault -> "-Dcp.seed=" + seed + " shows " + fault))
            .toList();
    assertThat(found).isEmpty();
  }
}
