package caplab.ap.pbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SpreadTest {

  private static final long MS = 1_000_000;
  private static final long SECOND = 1_000 * MS;

  private final Spread<Integer> spread = new Spread<>();

  @Test
  void tellsHowLongEachWriteTook() {
    spread.acknowledged(1, 0);
    spread.acknowledged(2, 5 * MS);
    spread.acknowledged(3, 6 * MS);
    assertThat(spread.arrived(n -> n <= 2, 7 * MS)).containsExactly(7 * MS, 2 * MS);
    assertThat(spread.arrived(n -> n <= 2, 8 * MS)).isEmpty();
    assertThat(spread.tookMs(8 * MS)).containsExactly(7.0, 2.0);
  }

  @Test
  void countsAsLate_whatHasNotArrived_onceItIsOldEnoughToTell() {
    spread.acknowledged(1, 0);
    spread.acknowledged(2, 0);
    spread.arrived(n -> n == 1, 3 * MS);
    assertThat(spread.within(2 * MS, SECOND)).isEqualTo(new Spread.Count(2, 0));
    assertThat(spread.within(5 * MS, SECOND)).isEqualTo(new Spread.Count(2, 1));
    assertThat(spread.within(5 * MS, 4 * MS)).isEqualTo(new Spread.Count(0, 0));
  }

  @Test
  void looksAtTheLastMinute_butAtWhatItSawLast_whenThatWasEmpty() {
    spread.acknowledged(1, 0);
    spread.arrived(n -> true, 9 * MS);
    assertThat(spread.within(MS, 500 * SECOND)).isEqualTo(new Spread.Count(1, 0));
    spread.acknowledged(2, 499 * SECOND);
    spread.arrived(n -> true, 499 * SECOND);
    assertThat(spread.within(MS, 500 * SECOND)).isEqualTo(new Spread.Count(1, 1));
  }

  @Test
  void seesALongOutageToItsFullLength_inBoundedMemory() {
    for (int n = 0; n < 100_000; n++) {
      spread.acknowledged(n, n * MS);
    }
    Spread.Count count = spread.within(0, 100 * SECOND);
    assertThat(count.inTime()).isZero();
    assertThat(count.writes()).isCloseTo(100_000, within(1_000.0));
    var took = spread.arrived(n -> true, 100 * SECOND);
    assertThat(took).hasSizeBetween(100, 256);
    assertThat(took.getFirst()).isGreaterThan(99 * SECOND);
    assertThat(took.getLast()).isLessThan(SECOND);
  }

  @Test
  void countsEveryWriteAgain_onceAllHaveArrived() {
    for (int n = 0; n < 1_000; n++) {
      spread.acknowledged(n, n);
    }
    spread.arrived(n -> true, SECOND);
    spread.acknowledged(1_000, 2 * SECOND);
    assertThat(spread.arrived(n -> true, 3 * SECOND)).hasSize(1);
  }

  @Test
  void isNotHeldUp_byAWriteThatItsSourceLost() {
    spread.acknowledged(1, 0);
    spread.acknowledged(2, 0);
    assertThat(spread.arrived(n -> n == 2, MS)).containsExactly(MS);
    assertThat(spread.within(0, SECOND).writes()).isEqualTo(2);
    spread.arrived(n -> false, 700 * SECOND);
    assertThat(spread.within(0, 700 * SECOND).writes()).isEqualTo(1);
  }
}
