package caplab.lab.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class TourTest {

  @TempDir Path folder;

  /** Types one command; in its place a shell ends with these statuses, one after the other. */
  private List<String> takes(String command, int... statuses) throws IOException {
    Path left = folder.resolve("left");
    Files.writeString(left, "");
    for (int status : statuses) {
      Files.writeString(left, Files.readString(left) + status + "\n");
    }
    String stand = "read -r s <%1$s; sed -i 1d %1$s; exit $s".formatted(left);
    Tour tour = new Tour(Map.of(), line -> stand);
    return tour.take(List.of(new Readme.Command(command, List.of())));
  }

  @Test
  void aRunThatCannotTellIsPlayedAgain() throws IOException {
    assertThat(takes("./cap run E04 --on compose", 2, 0)).isEmpty();
    assertThat(takes("./cap demo", 2, 2, 0)).isEmpty();
  }

  @Test
  void aRunThatCanNeverTellIsSaidAsUndecided_whichIsNeitherFailureNorPass() throws IOException {
    List<String> undecided = takes("./cap run E04", 2, 2, 2, 0);
    assertThat(undecided).hasSize(1);
    assertThatThrownBy(() -> Replay.requireDecided(undecided))
        .isInstanceOf(TestAbortedException.class);
  }

  @Test
  void aViolationIsNotPlayedAgain() {
    assertThatThrownBy(() -> takes("./cap run E04", 1, 0)).isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> takes("./cap run E04", 2, 1, 0)).isInstanceOf(AssertionError.class);
  }

  @Test
  void aCommandIsTypedOnce_whateverItAnswersTheNextTime() throws IOException {
    Path left = folder.resolve("left");
    Files.writeString(left, "503\n200\n");
    String stand = "read -r s <%1$s; sed -i 1d %1$s; echo $s".formatted(left);
    Tour tour = new Tour(Map.of(), line -> stand);
    List<Readme.Command> curl = List.of(new Readme.Command("curl", List.of("200")));
    assertThatThrownBy(() -> tour.take(curl)).isInstanceOf(AssertionError.class);
    assertThat(left).hasContent("200");
  }

  @Test
  void whatGivesNoVerdictFailsWithAnyStatus() {
    assertThatThrownBy(() -> takes("docker compose up", 2, 0)).isInstanceOf(AssertionError.class);
  }
}
