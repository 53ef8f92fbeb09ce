package caplab.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FaultsTest {

  static List<Fault> all() {
    return List.of(
        Faults.split("g1", "g2,g3"),
        Faults.split("g1", "g2", "g3"),
        Faults.refusingSplit("g2"),
        Faults.bridge("g2"),
        Faults.ring(),
        Faults.requestsLost("g1", "g2,g3"),
        Faults.repliesLost("g1", "g2,g3"),
        Faults.lostNode(3),
        new Slow(3, 100, 300),
        Faults.lossy(2, 0.05),
        new Flapping(Faults.split("g1"), 700, 900),
        Faults.kill("db_g3"),
        Faults.pause("app_cp_g2"),
        Faults.wipe("db_g2"),
        Faults.together("two dead", Faults.kill("db_g2"), Faults.kill("db_g3")));
  }

  @ParameterizedTest
  @MethodSource("all")
  void endsWhatItBegan_andNothingOfItComesBack(Fault fault) {
    RecordedSurface surface = new RecordedSurface();
    fault.begin(surface);
    assertThat(surface.wrong()).isNotEmpty();
    surface.passTo(5_000);
    fault.end(surface);
    assertThat(surface.wrong()).isEmpty();
    surface.passTo(20_000);
    assertThat(surface.wrong()).isEmpty();
    assertThat(fault.name()).isNotBlank();
    assertThat(fault.target()).isNotBlank();
  }
}
