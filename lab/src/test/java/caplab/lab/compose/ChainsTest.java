package caplab.lab.compose;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.link.Delay;
import caplab.lab.link.LinkFault;
import caplab.lab.link.Loss;
import caplab.lab.link.Refusal;
import caplab.lab.link.RepliesLost;
import caplab.lab.link.RequestsLost;
import caplab.lab.link.Silence;
import caplab.lab.model.Cut;
import caplab.lab.model.Cut.Pair;
import caplab.lab.model.Cut.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChainsTest {

  private static final Map<Integer, List<String>> ADDRESSES =
      Map.of(1, List.of("10.0.0.7", "10.0.0.8"), 2, List.of("10.0.0.9"));

  private static String script(int zone, LinkFault... faults) {
    return Chains.script(2, Map.of(zone, List.of(faults)), ADDRESSES);
  }

  @Test
  void silence_dropsWhatComesFromEveryInstanceOfTheZone_andWhatGoesToIt() {
    assertThat(script(1, new Silence()).lines())
        .contains(
            "-A CAP_LAB_IN -s 10.0.0.7 -j DROP",
            "-A CAP_LAB_OUT -d 10.0.0.7 -j DROP",
            "-A CAP_LAB_IN -s 10.0.0.8 -j DROP",
            "-A CAP_LAB_OUT -d 10.0.0.8 -j DROP")
        .noneMatch(line -> line.contains("10.0.0.9"));
  }

  @Test
  void oneWay_dropsOnlyThatWay() {
    assertThat(script(2, new RequestsLost()).lines())
        .contains("-A CAP_LAB_IN -s 10.0.0.9 -j DROP")
        .noneMatch(line -> line.startsWith("-A CAP_LAB_OUT"));
    assertThat(script(2, new RepliesLost()).lines())
        .contains("-A CAP_LAB_OUT -d 10.0.0.9 -j DROP")
        .noneMatch(line -> line.startsWith("-A CAP_LAB_IN -s"));
  }

  @Test
  void refused_resets_soTheResetItselfMayPass() {
    assertThat(script(2, new Refusal()).lines())
        .contains("-A CAP_LAB_IN -s 10.0.0.9 -p tcp -j REJECT --reject-with tcp-reset")
        .noneMatch(line -> line.startsWith("-A CAP_LAB_OUT"));
  }

  @Test
  void aDelayComesAfterALoss_asWhatIsQueuedPassesNoFurtherRule() {
    List<String> lines = script(2, new Delay(200), new Loss(0.05)).lines().toList();
    String lost =
        "-A CAP_LAB_IN -s 10.0.0.9 -m statistic --mode random --probability 0.050000 -j DROP";
    String late = "-A CAP_LAB_IN -s 10.0.0.9 -j NFQUEUE --queue-num 2 --queue-bypass";
    assertThat(lines).contains(lost, late);
    assertThat(lines.indexOf(lost)).isLessThan(lines.indexOf(late));
    assertThat(Chains.queues(Map.of(2, List.of(new Delay(200)), 1, List.of(new Loss(0.5)))))
        .isEqualTo(Map.of(2, 200L));
  }

  @Test
  void withNothingWrong_everythingOfOursIsTakenAway() {
    assertThat(Chains.script(2, Map.of(), ADDRESSES)).isEqualTo(Chains.CLEAR);
    assertThat(script(3, new Silence())).as("a zone without services").isEqualTo(Chains.CLEAR);
    assertThat(Chains.CLEAR).contains("INPUT:CAP_LAB_IN", "${hook%%:*}", "iptables -X ${hook#*:}");
  }

  static List<LinkFault> faults() {
    return List.of(
        new Silence(),
        new Refusal(),
        new RequestsLost(),
        new RepliesLost(),
        new Delay(1_500),
        new Loss(0.005));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void whatIsPlantedIsReadBack(LinkFault fault) {
    // As iptables-save prints it, which adds masks and drops quotes it does not need.
    String saved = script(1, fault).replace(" -s 10.0.0.7", " -s 10.0.0.7/32");
    assertThat(Chains.read(saved)).isEqualTo(LinkFaults.NONE.plant(new Pair(1, 2), fault));
  }

  @Test
  void aNewCutReplacesTheOldOne_andLeavesDelaysAlone() {
    Pair slow = new Pair(3, 1);
    LinkFaults faults =
        LinkFaults.NONE
            .plant(slow, new Delay(100))
            .cut(Cut.read(Shape.GROUPS, List.of("g3"), false, 3))
            .cut(Cut.read(Shape.ONE_WAY, List.of("g1", "g2"), false, 3));
    assertThat(faults.described())
        .isEqualTo(
            Map.of("g3:db_g1", List.of("100 ms late"), "g1:db_g2", List.of("requests lost")));
    assertThat(faults.lift(slow, new Delay(200))).isEqualTo(faults);
    assertThat(faults.lift(slow, new Delay(100)).heal(link -> true)).isEqualTo(LinkFaults.NONE);
  }
}
