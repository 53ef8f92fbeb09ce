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

class VersionVectorTest {

  private static final String OLD = "db_g1.000000000000100000000001";
  private static final String DEAD = "db_g1.000000000000200000000001";
  private static final String LIFE = "db_g1.000000000000300000000001";
  private static final String LINE = "db_g1.000000000000200000000001123456";
  private static final String OTHER = "db_g2.000000000000100000000001";

  @Provide
  Arbitrary<VersionVector> vectors() {
    Arbitrary<String> lives = Arbitraries.of(OLD, DEAD, LIFE, LINE, OTHER);
    Arbitrary<SortedMap<String, Long>> maps =
        Arbitraries.maps(lives, Arbitraries.longs().between(0, 9)).map(TreeMap::new);
    return maps.flatMap(positions -> maps.map(floors -> new VersionVector(positions, floors)));
  }

  @Property(tries = 500)
  void joinIsTheLeastUpperBound(
      @ForAll("vectors") VersionVector one, @ForAll("vectors") VersionVector other) {
    VersionVector joined = one.join(other);
    assertThat(joined).isEqualTo(other.join(one));
    assertThat(joined.join(one)).isEqualTo(joined);
    assertThat(joined.covers(one)).isTrue();
    assertThat(joined.covers(other)).isTrue();
  }

  @Property(tries = 500)
  void isReadBackFromItsText(@ForAll("vectors") VersionVector vector) {
    assertThat(Codec.vector(Codec.text(vector))).isEqualTo(vector);
  }

  @Test
  void foldedIncarnation_leavesTheVectorForAFloor() {
    VersionVector folded =
        VersionVector.of(DEAD, 5).join(VersionVector.of(LIFE, 2)).fold(new Dot(DEAD, 5));
    assertThat(folded.positions()).containsOnlyKeys(LIFE);
    assertThat(folded.covers(new Dot(DEAD, 5))).isTrue();
    assertThat(folded.covers(new Dot(OLD, 99))).isTrue();
  }

  @Test
  void whatLaysPastAFloor_diedButIsNotCovered() {
    VersionVector folded = VersionVector.of(DEAD, 5).fold(new Dot(DEAD, 5));
    Dot past = new Dot(DEAD, 6);
    assertThat(folded.covers(past)).isFalse();
    assertThat(folded.passed(past)).isTrue();
    assertThat(folded.died(past)).isTrue();
    assertThat(folded.passed(new Dot(LIFE, 1))).isFalse();
    assertThat(VersionVector.upTo(past).rebase(folded, Incarnations.NONE))
        .isEqualTo(VersionVector.NONE);
  }

  /** AP-8. */
  @Test
  void floorSpeaksOfItsOwnLineOnly() {
    String first = Dot.newIncarnation("db_g1", "", 3_000, 70_000_000_001L);
    String unknowing = Dot.newIncarnation("db_g1", "", 1_000, 80_000_000_001L);
    String next = Dot.newIncarnation("db_g1", first, 1_000, 90_000_000_001L);
    VersionVector folded = VersionVector.of(next, 2).fold(new Dot(next, 2));
    assertThat(folded.covers(new Dot(first, 9))).isTrue();
    assertThat(folded.covers(new Dot(unknowing, 1))).isFalse();
    assertThat(folded.died(new Dot(unknowing, 1))).isFalse();
    assertThat(folded.fold(new Dot(unknowing, 1)).floors()).containsOnlyKeys(next, unknowing);
    assertThat(folded.fold(new Dot(first, 9)).floors()).containsOnlyKeys(next);
  }

  @Test
  void newIncarnation_isNewerThanAnyKnown_evenIfTheClockIsBehind() {
    String next = Dot.newIncarnation("db_g1", LIFE, 1, 42);
    assertThat(next).isGreaterThan(LIFE);
    assertThat(Dot.node(next)).isEqualTo("db_g1");
    assertThat(Dot.node("my.node.000000000000300000000001")).isEqualTo("my.node");
  }
}
