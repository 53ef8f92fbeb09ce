package caplab.ap.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class HistoryTest {

  private static final String OLD = "db_g1.000000000000100000000001";
  private static final String DEAD = "db_g1.000000000000200000000001";
  private static final String LIFE = "db_g1.000000000000300000000001";
  private static final String OTHER = "db_g2.000000000000100000000001";

  @Provide
  Arbitrary<History> histories() {
    Arbitrary<String> lives = Arbitraries.of(OLD, DEAD, LIFE, OTHER);
    Arbitrary<SortedMap<String, Long>> maps =
        Arbitraries.maps(lives, Arbitraries.longs().between(0, 9)).map(TreeMap::new);
    return maps.flatMap(positions -> maps.map(floors -> new History(positions, floors)));
  }

  @Property(tries = 500)
  void joinIsTheLeastUpperBound(
      @ForAll("histories") History one, @ForAll("histories") History other) {
    History joined = one.join(other);
    assertThat(joined).isEqualTo(other.join(one));
    assertThat(joined.join(one)).isEqualTo(joined);
    assertThat(joined.covers(one)).isTrue();
    assertThat(joined.covers(other)).isTrue();
  }

  @Property(tries = 500)
  void isReadBackFromItsText(@ForAll("histories") History history) {
    assertThat(Codec.history(Codec.text(history))).isEqualTo(history);
  }

  @Test
  void foldedIncarnation_leavesTheVectorForAFloor() {
    History folded = History.of(DEAD, 5).join(History.of(LIFE, 2)).fold(new Stamp(DEAD, 5));
    assertThat(folded.positions()).containsOnlyKeys(LIFE);
    assertThat(folded.covers(new Stamp(DEAD, 5))).isTrue();
    assertThat(folded.covers(new Stamp(OLD, 99))).isTrue();
  }

  @Test
  void whatLaysPastAFloor_diedButIsNotCovered() {
    History folded = History.of(DEAD, 5).fold(new Stamp(DEAD, 5));
    Stamp past = new Stamp(DEAD, 6);
    assertThat(folded.covers(past)).isFalse();
    assertThat(folded.passed(past)).isTrue();
    assertThat(folded.died(past)).isTrue();
    assertThat(folded.passed(new Stamp(LIFE, 1))).isFalse();
    assertThat(History.upTo(past).rebase(folded, View.NONE)).isEqualTo(History.NONE);
  }

  @Test
  void newIncarnation_isNewerThanAnyKnown_evenIfTheClockIsBehind() {
    String next = Stamp.newIncarnation("db_g1", LIFE, 1, 42);
    assertThat(next).isGreaterThan(LIFE);
    assertThat(Stamp.node(next)).isEqualTo("db_g1");
    assertThat(Stamp.node("my.node.000000000000300000000001")).isEqualTo("my.node");
  }
}
