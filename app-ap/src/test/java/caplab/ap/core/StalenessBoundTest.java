package caplab.ap.core;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.ap.core.StalenessBound.Pulse;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class StalenessBoundTest {

  private static final SortedSet<String> MEMBERS = new TreeSet<>(List.of("g1", "g2", "g3"));

  private static Reply.Seen seen(boolean ready, Map<String, Long> marks) {
    return new Reply.Seen(
        "g1.000000000000100000000001",
        KeyState.NONE,
        1_000,
        1,
        ready,
        VersionVector.NONE,
        new TreeMap<>(marks),
        Incarnations.NONE);
  }

  /** AP-7. */
  @Test
  void boundIsTheAgeOfTheOldestWatermark() {
    Reply.Seen answer = seen(true, Map.of("g2", 900L, "g3", 400L));
    assertThat(StalenessBound.boundUs(Map.of("g1", answer), MEMBERS)).hasValue(600);
  }

  @Test
  void boundIsUnknown_withoutAWatermarkOfEverySource() {
    assertThat(StalenessBound.boundUs(Map.of("g1", seen(true, Map.of("g2", 900L))), MEMBERS))
        .isEmpty();
  }

  @Test
  void boundIsWithheld_untilTheNodeIsResynced() {
    Reply.Seen answer = seen(false, Map.of("g2", 900L, "g3", 400L));
    assertThat(StalenessBound.boundUs(Map.of("g1", answer), MEMBERS)).isEmpty();
  }

  @Test
  void nodesThatAnswered_needNoWatermark() {
    Reply.Seen one = seen(true, Map.of("g3", 400L));
    Reply.Seen two = seen(true, Map.of("g3", 700L));
    assertThat(StalenessBound.boundUs(Map.of("g1", one, "g2", two), MEMBERS)).hasValue(300);
  }

  @Test
  void clockThatWasSet_isToldFromASlowAnswer() {
    Pulse first = new Pulse(5_000_000, 100, 200);
    assertThat(first.stepped(new Pulse(6_000_000, 1_000, 1_200))).isFalse();
    assertThat(first.stepped(new Pulse(2_000_000, 1_000, 1_200))).isTrue();
    assertThat(first.stepped(new Pulse(9_000_000, 1_000, 1_200))).isTrue();
    assertThat(first.stepped(new Pulse(4_950_000, 90, 300))).isFalse();
  }

  @Test
  void throttlesMore_theStalerTheData() {
    assertThat(StalenessBound.throttleMs(OptionalLong.of(4_000_000), 5_000)).isZero();
    assertThat(StalenessBound.throttleMs(OptionalLong.of(5_100_000), 5_000)).isEqualTo(100);
    assertThat(StalenessBound.throttleMs(OptionalLong.of(99_000_000), 5_000)).isEqualTo(500);
    assertThat(StalenessBound.throttleMs(OptionalLong.empty(), 5_000)).isEqualTo(500);
  }
}
