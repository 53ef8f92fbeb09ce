package caplab.ap.shell;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.ap.core.Incarnations;
import caplab.ap.core.InstanceMemory;
import caplab.ap.core.Reply;
import caplab.ap.core.StalenessBound;
import caplab.ap.core.VersionVector;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What is told of a node's bound is what a read there would state. */
class ApSightingsTest {

  private static final String LIFE = "db_g1@0001";
  private static final long TIME_US = 9_000_000;

  private final TreeSet<String> nodes = new TreeSet<>(List.of("db_g1", "db_g2"));
  private final InstanceMemory memory = new InstanceMemory(nodes, () -> 0, () -> 0);
  private final ApSightings sightings = new ApSightings(nodes, memory, () -> 0);

  @Test
  void statesNoBound_whileTheWatermarksOfTheEpochAreDoubted() {
    memory.hear("db_g1", LIFE, 1, new StalenessBound.Pulse(TIME_US, 0, 0));
    sightings.saw("db_g1", greeting(1));
    assertThat(sightings.boundUs("db_g1")).isEmpty();

    sightings.saw("db_g1", greeting(2));

    assertThat(sightings.boundUs("db_g1")).hasValue(1_000);
  }

  /** AP-5: behind the slowest cursor. */
  @Test
  void trimsNoMore_thanTheSlowestOfTheOthersHasApplied() {
    nodes.add("db_g3");
    ApSightings three = new ApSightings(nodes, memory, () -> 0);
    three.saw("db_g1", greeting(1));
    three.saw("db_g2", greeting(1, VersionVector.of(LIFE, 7)));
    assertThat(three.appliedByOthers("db_g1")).isEqualTo(VersionVector.NONE);
    three.saw("db_g3", greeting(1, VersionVector.of(LIFE, 2)));
    assertThat(three.appliedByOthers("db_g1")).isEqualTo(VersionVector.of(LIFE, 2));
  }

  private static Reply.Greeting greeting(long epoch) {
    return greeting(epoch, VersionVector.NONE);
  }

  private static Reply.Greeting greeting(long epoch, VersionVector seen) {
    return new Reply.Greeting(
        LIFE,
        TIME_US,
        epoch,
        true,
        seen,
        new TreeMap<>(Map.of("db_g2", TIME_US - 1_000)),
        Incarnations.NONE,
        0,
        0,
        0,
        "");
  }
}
