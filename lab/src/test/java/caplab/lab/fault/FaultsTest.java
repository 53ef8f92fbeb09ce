package caplab.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FaultsTest {

  static List<Fault> all() {
    return List.of(
        Split.of("g1", "g2,g3"),
        Split.of("g1", "g2", "g3"),
        new Refusal(List.of("g2")),
        new Bridge("g2"),
        new Ring(),
        new RequestsLost("g1", "g2,g3"),
        new RepliesLost("g1", "g2,g3"),
        new LostNode(3),
        new Slow(3, 100, 300),
        new Lossy(2, 0.05),
        new Flapping(Split.of("g1"), 700, 900),
        new Kill("db_g3"),
        new Pause("app_cp_g2"),
        new Wipe("db_g2"),
        Together.of("two dead", new Kill("db_g2"), new Kill("db_g3")));
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
