package caplab.lab.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class LinkTest extends LinkCase {

  @Test
  void carriesBytesBothWays() throws IOException {
    try (Caller service = new Caller(link)) {
      String long1 = "x".repeat(200_000);
      Thread.ofVirtual().start(() -> sayQuietly(service, long1));
      assertThat(service.hear(long1.length())).isEqualTo(long1);
    }
  }

  @Test
  void addsUpFaultsOfDifferentKinds_andReplacesThoseOfOneKind() throws IOException {
    link.plant(new Delay(10));
    link.plant(new Delay(20));
    link.plant(new Loss(0));
    assertThat(link.fate(Direction.REQUESTS)).isEqualTo(new Fate.Delivered(20));
    link.plant(new RepliesLost());
    assertThat(link.fate(Direction.REPLIES)).isEqualTo(Fate.LOST);
    assertThat(link.fate(Direction.REQUESTS)).isEqualTo(new Fate.Delivered(20));
  }

  @Test
  void knowsOneCutAtATime() throws IOException {
    link.plant(new Refusal());
    link.plant(new Silence());
    assertThat(link.faults()).containsExactly(new Silence());
  }

  @Test
  void mendsTheCutAlone_andHealsEverything() throws IOException {
    link.plant(new Delay(20));
    link.plant(new Silence());
    link.mend();
    assertThat(link.faults()).containsExactly(new Delay(20));
    link.heal();
    assertThat(link.faults()).isEmpty();
  }

  @Test
  void resets_whenTheNodeIsDead() throws IOException {
    node.close();
    try (Caller service = new Caller(link)) {
      assertThatThrownBy(() -> service.hear(1)).hasMessageContaining("reset");
    }
  }

  private static void sayQuietly(Caller service, String text) {
    try {
      service.say(text);
    } catch (IOException gone) {
      throw new java.io.UncheckedIOException(gone);
    }
  }
}
