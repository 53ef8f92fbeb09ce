package caplab.cp.shell;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.cp.core.NodeSurvey.Finding;
import caplab.cp.core.NodeSurvey.Report;
import java.util.List;
import java.util.Map;
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
}
