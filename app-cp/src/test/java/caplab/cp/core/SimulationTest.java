package caplab.cp.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Random schedules of the whole protocol: nothing may be broken in any. */
class SimulationTest {

  static Stream<Settings> worlds() {
    return Stream.of(
        Settings.of(1, 2).wipes(0),
        Settings.of(2, 2),
        Settings.of(3, 2),
        Settings.of(3, 3).wipes(3).operations(20),
        Settings.of(4, 2),
        Settings.of(5, 2).wipes(3),
        Settings.of(7, 3));
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void staysLinearizableAndRecovers_underLossDuplicationCutsCrashesAndLostDisks(Settings world) {
    run(world, 0, 150);
  }

  /** Seeds that found a state from which nothing recovered. */
  @ParameterizedTest
  @ValueSource(longs = {3_452, 19_661})
  void recovers_thoughTheOneNodeOfATiedViewRestarts_besideALostDisk(long seed) {
    run(Settings.of(4, 2), seed, seed + 1);
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("worlds")
  void staysLinearizableAndRecovers_inManySchedules(Settings world) {
    run(world, 1_000, 21_000);
  }

  private static void run(Settings world, long from, long to) {
    assertThat(
            LongStream.range(from, to)
                .boxed()
                .flatMap(seed -> Schedule.fault(seed, world).map(it -> seed + ": " + it).stream())
                .toList())
        .isEmpty();
  }
}
