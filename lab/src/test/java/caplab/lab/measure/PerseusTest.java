package caplab.lab.measure;

import static caplab.lab.measure.Perseus.SECOND_MS;
import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.history.HistoryEvent.Type;
import caplab.lab.run.FaultSpan;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.Test;

/** Three zones, one request of each every 100 ms for 30 s; g1 is isolated from 10 s to 20 s. */
class PerseusTest {

  private static final List<String> ZONES = List.of("g1", "g2", "g3");
  private static final FaultSpan WINDOW = new FaultSpan("isolate", "g1", 10_000, 20_000);

  private final Story story = new Story("cp");

  @Test
  void isZeroThroughout_whenNobodyNoticed() {
    ZONES.forEach(zone -> client(zone, at -> true));
    assertThat(measured(SECOND_MS)).isEqualTo(numbers(SECOND_MS, 0, 0, 0.0, 0, 0, 0.0));
  }

  @Test
  void isGryadkas_whenOnlyTheIsolatedClientSuffers_andIsBackFiveSecondsAfterTheHeal() {
    client("g1", at -> at < 10_000 || at >= 25_000);
    client("g2", at -> true);
    client("g3", at -> true);
    assertThat(measured(SECOND_MS)).isEqualTo(numbers(SECOND_MS, 0, 0, 0.0, 0, 0, 5_000.0));
  }

  @Test
  void isEtcds_whenEveryElectionStopsAllForASecond() {
    client("g1", at -> at < 10_000 || at >= 22_000);
    client("g2", at -> !(at >= 10_000 && at < 11_000) && !(at >= 20_000 && at < 21_000));
    client("g3", at -> !(at >= 10_000 && at < 11_000) && !(at >= 20_000 && at < 21_000));
    assertThat(measured(SECOND_MS))
        .isEqualTo(numbers(SECOND_MS, 1_000, 0, 1_000.0, 1_000, 0, 2_000.0));
  }

  @Test
  void tellsCompleteFromPartialDowntime() {
    client("g1", at -> at < 10_000 || at >= 26_000);
    client("g2", at -> !(at >= 10_000 && at < 13_000) && !(at >= 21_000 && at < 24_000));
    client("g3", at -> !(at >= 10_000 && at < 15_000) && !(at >= 20_000 && at < 23_000));
    assertThat(measured(SECOND_MS))
        .isEqualTo(numbers(SECOND_MS, 3_000, 2_000, 5_000.0, 2_000, 2_000, 6_000.0));
  }

  @Test
  void namesNoTime_whenTheStateNeverCame() {
    client("g1", at -> at < 10_000);
    client("g2", at -> at < 10_000 || at >= 20_000);
    client("g3", at -> true);
    assertThat(measured(SECOND_MS)).isEqualTo(numbers(SECOND_MS, 0, 10_000, null, 0, 0, null));
  }

  @Test
  void countsALateHiccup_forItWasNotSteadyBefore() {
    client("g1", at -> true);
    client("g2", at -> !(at >= 17_000 && at < 18_000));
    client("g3", at -> !(at >= 17_000 && at < 18_000));
    Perseus measured = measured(SECOND_MS);
    assertThat(measured.disturbanceMs()).hasValue(8_000);
    // The isolated one was served meanwhile.
    assertThat(measured.partialDowntimeOnIsolationMs()).isEqualTo(1_000);
  }

  @Test
  void seesShorterGaps_inNarrowerBuckets() {
    client("g1", at -> at < 10_000 || at >= 20_300);
    client("g2", at -> !(at >= 10_000 && at < 10_200));
    client("g3", at -> !(at >= 10_000 && at < 10_200));
    assertThat(measured(100)).isEqualTo(numbers(100, 200, 0, 200.0, 0, 0, 300.0));
    assertThat(measured(SECOND_MS)).isEqualTo(numbers(SECOND_MS, 0, 0, 0.0, 0, 0, 0.0));
  }

  @Test
  void endsWhenNothingMoreIsAsked_howeverLateTheLastAnswerComes() {
    ZONES.forEach(zone -> client(zone, at -> true));
    story.write("g1", "slow", 29_500, 33_000, "late");
    assertThat(measured(SECOND_MS)).isEqualTo(numbers(SECOND_MS, 0, 0, 0.0, 0, 0, 0.0));
  }

  private void client(String zone, DoublePredicate up) {
    for (double at = 5; at < 30_050; at += 100) {
      boolean ok = up.test(at);
      story.write(zone, "k", at, at + 10, zone + at, ok ? Type.OK : Type.FAIL, ok ? 200 : 503);
    }
  }

  private Perseus measured(double bucketMs) {
    return Perseus.of(story.told(), "cp", ZONES, "g1", WINDOW, bucketMs);
  }

  private static Perseus numbers(
      double bucketMs,
      double down,
      double partial,
      Double disturbance,
      double downAfter,
      double partialAfter,
      Double recovery) {
    return new Perseus(
        bucketMs,
        "g1",
        down,
        partial,
        maybe(disturbance),
        downAfter,
        partialAfter,
        maybe(recovery));
  }

  private static OptionalDouble maybe(Double ms) {
    return ms == null ? OptionalDouble.empty() : OptionalDouble.of(ms);
  }
}
