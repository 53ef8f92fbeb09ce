package caplab.ap.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LogEntryTest {

  @Test
  void clockFollowsTheWallAndNeverGoesBack() {
    String first = LogEntry.tick(LogEntry.START, 1_000);
    String second = LogEntry.tick(first, 900);
    assertThat(first).isEqualTo("0000000000001000000000");
    assertThat(second).isEqualTo("0000000000001000000001").isGreaterThan(first);
    assertThat(LogEntry.tick("0000000000001000999999", 900)).isEqualTo("0000000000001001000000");
  }

  /** AP-10. */
  @Test
  void winnerIsTheNewestByClock_andTheOthersStay() {
    TreeMap<Dot, KeyState.Sibling> siblings = new TreeMap<>();
    siblings.put(
        new Dot("g1.1", 9), new KeyState.Sibling("old", "i1", LogEntry.tick(LogEntry.START, 1)));
    siblings.put(
        new Dot("g2.1", 1), new KeyState.Sibling("new", "i2", LogEntry.tick(LogEntry.START, 2)));
    KeyState state = new KeyState(siblings, VersionVector.NONE, new TreeSet<>());
    assertThat(state.winner()).map(KeyState.Sibling::value).contains("new");
    assertThat(state.values()).extracting(KeyState.Sibling::value).containsExactly("new", "old");
  }
}
