package caplab.cp.shell;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.cp.core.NodeRecord;
import caplab.cp.core.NodeSurvey.Finding;
import caplab.cp.core.NodeSurvey.Report;
import caplab.cp.core.Reply;
import caplab.cp.core.View;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is told of quarantine when tags are looked at one by one. */
class CpSightingsTest {

  private static final Report HEALTHY = new Report(Finding.HEALTHY, List.of(), "", Map.of());
  private static final Report STRANGE =
      new Report(Finding.BUSY, List.of("db_g2"), "db_g2", Map.of());

  private final CpSightings sightings = new CpSightings(2);

  @Test
  void tellsOfALostDiskOnce_andOfItsReturn_whenEveryTagWasLookedAt() {
    assertThat(sightings.saw(0, HEALTHY).quarantined()).isEmpty();
    assertThat(sightings.saw(1, HEALTHY).quarantined()).isEmpty();
    assertThat(sightings.saw(0, STRANGE).quarantined()).containsExactly("db_g2");
    assertThat(sightings.saw(0, HEALTHY).admitted()).isEmpty();
    assertThat(sightings.saw(1, STRANGE).quarantined()).isEmpty();
    assertThat(sightings.details()).containsEntry("quarantined", List.of("db_g2"));
    assertThat(sightings.saw(1, HEALTHY).admitted()).containsExactly("db_g2");
    assertThat(sightings.details()).containsEntry("quarantined", List.of());
  }

  @Test
  void letsNobodyVote_beforeEveryTagWasLookedAt() {
    sightings.saw(0, HEALTHY);
    assertThat(sightings.votes("db_g1")).isFalse();
    sightings.saw(1, HEALTHY);
    assertThat(sightings.votes("db_g1")).isTrue();
  }

  @Test
  void letsAStrangeNodeNotVote() {
    sightings.saw(0, HEALTHY);
    sightings.saw(1, STRANGE);
    assertThat(sightings.votes("db_g1")).isTrue();
    assertThat(sightings.votes("db_g2")).isFalse();
  }

  /** CP-11: nodes that were marked at the same time have one incarnation, and are no swap. */
  @Test
  void namesWhoseDataAServerHolds_onceForEachSwap() {
    Report swapped = seen(Map.of("db_g1", "two", "db_g2", "one"));
    assertThat(sightings.saw(0, swapped).misplaced())
        .isEqualTo(Map.of("db_g1", "db_g2", "db_g2", "db_g1"));
    assertThat(sightings.saw(1, swapped).misplaced()).isEmpty();
    assertThat(sightings.details()).containsEntry("misplaced", sightings.misplaced());
    sightings.saw(0, seen(Map.of("db_g1", "one", "db_g2", "two", "db_g3", "two")));
    sightings.saw(1, HEALTHY);
    assertThat(sightings.misplaced()).isEmpty();
  }

  /** By node the incarnation that it has. */
  private static Report seen(Map<String, String> incarnations) {
    TreeMap<String, View.Member> members = new TreeMap<>();
    Map.of("db_g1", "one", "db_g2", "two", "db_g3", "two")
        .forEach((node, its) -> members.put(node, new View.Member(its, "")));
    View view = new View(1, "a", members);
    Map<String, Reply.Standing> standings = new TreeMap<>();
    incarnations.forEach((node, its) ->
        standings.put(
            node,
            new Reply.Standing(
                Optional.of(new NodeRecord(its, "r", view, 1, Optional.empty())),
                "r",
                false,
                Reply.Notes.NONE)));
    return new Report(Finding.STUCK, List.of(), "", standings);
  }
}
