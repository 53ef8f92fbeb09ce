package caplab.lab.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultWindowTest {

  @ParameterizedTest(name = "{0}: {1} and {2} parted {3}")
  @CsvSource({
    "g1,             g1, g2, true",
    "g1,             g2, g3, false",
    "'g1 g2,g3',     g2, g3, false",
    "'g1 g2,g3',     g3, g1, true",
    "'g1 g2',        g2, g3, true",
    "db_g2,          g1, g2, true",
    "app_ap_g2,      g1, g2, false",
    "g1:db_g2,       g1, g2, false",
    "*:db_g2,        g1, g2, false",
  })
  void tellsWhichZonesATargetParts(String target, String zone, String other, boolean parted) {
    assertThat(new FaultWindow("cut", target, 0, 1).parts(zone, other)).isEqualTo(parted);
  }
}
