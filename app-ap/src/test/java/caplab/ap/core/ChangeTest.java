package caplab.ap.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ChangeTest {

  @Test
  void clockFollowsTheWallAndNeverGoesBack() {
    String first = Change.tick(Change.START, 1_000);
    String second = Change.tick(first, 900);
    assertThat(first).isEqualTo("0000000000001000000000");
    assertThat(second).isEqualTo("0000000000001000000001").isGreaterThan(first);
    assertThat(Change.tick("0000000000001000999999", 900)).isEqualTo("0000000000001001000000");
  }

  @Test
  void winnerIsTheNewestByClock_andTheOthersStay() {
    TreeMap<Stamp, State.Sibling> siblings = new TreeMap<>();
    siblings.put(
        new Stamp("g1.1", 9), new State.Sibling("old", "i1", Change.tick(Change.START, 1)));
    siblings.put(
        new Stamp("g2.1", 1), new State.Sibling("new", "i2", Change.tick(Change.START, 2)));
    State state = new State(siblings, History.NONE, new TreeSet<>());
    assertThat(state.winner()).map(State.Sibling::value).contains("new");
    assertThat(state.values()).extracting(State.Sibling::value).containsExactly("new", "old");
  }
}
