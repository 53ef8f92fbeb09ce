package caplab.lab.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caplab.lab.link.Refusal;
import caplab.lab.link.RepliesLost;
import caplab.lab.link.RequestsLost;
import caplab.lab.link.Silence;
import caplab.lab.model.Cut.Pair;
import caplab.lab.model.Cut.Shape;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CutTest {

  private static Cut cut(Shape shape, int zones, String... groups) {
    return Cut.read(shape, List.of(groups), false, zones);
  }

  /** Pairs as text, {@code 12} for zone 1 and node 2, sorted. */
  private static String severed(Cut cut) {
    return cut.severed().stream()
        .map(pair -> "" + pair.from() + pair.to())
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .collect(Collectors.joining(" "));
  }

  @Test
  void isolatesTheNamedZone_fromTheRest() {
    assertThat(severed(cut(Shape.GROUPS, 3, "g1"))).isEqualTo("12 13 21 31");
  }

  @Test
  void saysTheSame_whenTheRestIsNamed() {
    assertThat(cut(Shape.GROUPS, 3, "g1", "g2,g3").severed())
        .isEqualTo(cut(Shape.GROUPS, 3, "g1").severed());
  }

  @Test
  void putsTheUnnamedIntoOneMoreGroup() {
    assertThat(severed(cut(Shape.GROUPS, 5, "g1,g2", "g3")))
        .isEqualTo("13 14 15 23 24 25 31 32 34 35 41 42 43 51 52 53");
  }

  @Test
  void partsNothing_whenAllAreInOneGroup() {
    assertThat(cut(Shape.GROUPS, 3, "g1,g2,g3").severed()).isEmpty();
  }

  @Test
  void isSilent_orRefusesOnRequest() {
    assertThat(cut(Shape.GROUPS, 3, "g1").fault()).isEqualTo(new Silence());
    assertThat(Cut.read(Shape.GROUPS, List.of("g1"), true, 3).fault()).isEqualTo(new Refusal());
  }

  @Test
  void losesOneWay_whatTheFirstAsksOfTheSecond() {
    Cut requests = cut(Shape.ONE_WAY, 3, "g1", "g2");
    assertThat(requests).isEqualTo(new Cut(Set.of(new Pair(1, 2)), new RequestsLost()));
    Cut replies = cut(Shape.REPLIES, 3, "g1", "g2,g3");
    assertThat(replies.fault()).isEqualTo(new RepliesLost());
    assertThat(severed(replies)).isEqualTo("12 13");
  }

  @Test
  void leavesABridge_thatSeesBothHalves() {
    assertThat(severed(cut(Shape.BRIDGE, 3, "g2"))).isEqualTo("13 31");
    assertThat(severed(cut(Shape.BRIDGE, 5, "g3"))).isEqualTo("14 15 24 25 41 42 51 52");
  }

  @Test
  void letsEachZoneSeeAnotherMajority_inARing() {
    assertThat(severed(cut(Shape.RING, 3))).isEqualTo("13 21 32");
    assertThat(severed(cut(Shape.RING, 5))).isEqualTo("14 15 21 25 31 32 42 43 53 54");
  }

  @Test
  void refusesWhatItCannotMean() {
    assertUsage(Shape.GROUPS, "at least", "cut needs zones");
    assertUsage(Shape.GROUPS, "unknown", "no zone is called 'g9'", "g9");
    assertUsage(Shape.GROUPS, "empty", "no zone is called ''", "g1,");
    assertUsage(Shape.GROUPS, "twice", "named twice", "g1", "g1,g2");
    assertUsage(Shape.ONE_WAY, "one group", "take two groups", "g1");
    assertUsage(Shape.BRIDGE, "two zones", "--bridge takes the one zone", "g1,g2");
    assertUsage(Shape.RING, "zones", "--ring takes no zones", "g1");
  }

  private static void assertUsage(Shape shape, String about, String line, String... groups) {
    assertThatThrownBy(() -> cut(shape, 3, groups))
        .as(about)
        .isInstanceOf(UserError.class)
        .hasMessageContaining(line)
        .matches(refused -> ((UserError) refused).isUsage());
  }
}
