package caplab.ap.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** When a target's watermark is renewed though nothing was shipped (AP-7, AP-8). */
class RenewalTest {

  private static final String TARGET = "db_g1.000000000000100000000001";
  private static final String SOURCE = "db_g2.000000000000100000000001";
  private static final String SOURCE_NEXT = "db_g2.000000000000200000000001";
  private static final long ASKED_US = 5_000_000;
  private static final Incarnations LIVES = Incarnations.of(List.of(TARGET, SOURCE));
  private static final VersionVector THREE = VersionVector.of(SOURCE, 3);

  private final InstanceMemory memory =
      new InstanceMemory(new TreeSet<>(List.of("db_g1", "db_g2")), () -> 0, () -> 0);
  private final Reply.Greeting before = greeting(TARGET, ASKED_US, 7, VersionVector.NONE, LIVES);
  private final Reply.Greeting target = greeting(TARGET, ASKED_US + 70_000, 7, THREE, LIVES);
  private final Reply.Greeting source = greeting(SOURCE, 1, 1, THREE, LIVES);

  private static Reply.Greeting greeting(
      String life, long timeUs, long epoch, VersionVector seen, Incarnations lives) {
    return new Reply.Greeting(life, timeUs, epoch, true, seen, new TreeMap<>(), lives, 0, 0, 0, "");
  }

  @Test
  void isWorthTheTimeBeforeTheSourceWasAsked() {
    assertThat(Renewal.of(before, target, source, memory))
        .contains(new Request.Level(SOURCE, 3, new Request.Mark(ASKED_US, 7)));
  }

  private Optional<Request.Level> of(Reply.Greeting target, Reply.Greeting source) {
    return Renewal.of(before, target, source, memory);
  }

  @Test
  void isNone_whileTheTargetLacksAnEntry_orTheSourceHasLess() {
    assertThat(of(target, greeting(SOURCE, 1, 1, VersionVector.of(SOURCE, 4), LIVES))).isEmpty();
    assertThat(of(target, greeting(SOURCE, 1, 1, VersionVector.of(SOURCE, 2), LIVES))).isEmpty();
  }

  @Test
  void isNone_ofAnotherEpoch_orLifeOfTheTarget() {
    assertThat(of(greeting(TARGET, ASKED_US, 8, THREE, LIVES), source)).isEmpty();
    String next = "db_g1.000000000000200000000001";
    assertThat(of(greeting(next, ASKED_US, 7, THREE, LIVES), source)).isEmpty();
  }

  /** AP-7: the first reading of a clock voids its epoch. */
  @Test
  void isNone_ofAnEpochInDoubt() {
    memory.hear("db_g1", TARGET, 7, new StalenessBound.Pulse(ASKED_US, 0, 1));
    assertThat(of(target, source)).isEmpty();
  }

  @Test
  void isNone_ofALifeThatIsOver() {
    memory.learn(SOURCE_NEXT);
    Incarnations all = LIVES.join(Incarnations.of(List.of(SOURCE_NEXT)));
    assertThat(of(greeting(TARGET, ASKED_US, 7, THREE, all), source)).isEmpty();
  }

  /** Its epoch would not rise any more when it learns of that life. */
  @Test
  void isNone_whileTheTargetDoesNotKnowALife() {
    Incarnations all = LIVES.join(Incarnations.of(List.of(SOURCE_NEXT)));
    Reply.Greeting next = greeting(SOURCE_NEXT, 1, 1, VersionVector.NONE, all);
    assertThat(of(target, next)).isEmpty();
    assertThat(of(greeting(TARGET, ASKED_US, 7, THREE, all), next)).isPresent();
  }

  @Test
  void isNone_whileSomethingOfADeadLifeIsLeftToBeLevelled() {
    Incarnations all = LIVES.join(Incarnations.of(List.of(SOURCE_NEXT)));
    Reply.Greeting next = greeting(SOURCE_NEXT, 1, 1, VersionVector.of(SOURCE, 4), all);
    assertThat(of(greeting(TARGET, ASKED_US, 7, THREE, all), next)).isEmpty();
  }
}
