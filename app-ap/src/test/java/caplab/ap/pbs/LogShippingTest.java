package caplab.ap.pbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import caplab.ap.pbs.Latency.Constant;
import caplab.ap.pbs.LogShipping.Link;
import caplab.ap.pbs.Outage.Schedule;
import caplab.ap.pbs.Outage.Schedule.Cut;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The model of app-ap: acknowledged by one, shipped to the others. */
class LogShippingTest {

  private static final int TRIALS = 20_000;
  private static final double NOISE = 4 * Math.sqrt(.25 / TRIALS);
  private static final Latency ONE_MS = new Constant(1);

  @Test
  void showsTheWriteAtItsOwnReplicaAtOnce_andElsewhereOnceShipped() {
    Prediction prediction = predict(new Link(new Constant(10), Outage.NEVER), 1.0 / 3);
    assertThat(prediction.freshAt(0)).isCloseTo(1.0 / 3, within(NOISE));
    assertThat(prediction.freshAt(8.9)).isCloseTo(1.0 / 3, within(NOISE));
    // The read is under way for a millisecond before it arrives.
    assertThat(prediction.freshAt(9)).isEqualTo(1);
    assertThat(prediction.writeMs(.999)).isEqualTo(2);
    assertThat(prediction.readMs(.999)).isEqualTo(2);
  }

  @Test
  void isAlwaysFresh_whenThereIsOneReplica() {
    LogShipping alone = new LogShipping(ONE_MS, ONE_MS, List.of(), Latency.NONE, 0, ONE_MS, ONE_MS);
    assertThat(new Wars(alone, 1, 1).predict(TRIALS, 1).freshAt(0)).isEqualTo(1);
  }

  @Test
  void holdsShipmentsBack_whileTheLinkIsDown() {
    // Writes at any time of 1,000 ms, 400 of them without the link.
    Outage outage = new Schedule(List.of(new Cut(500, 900)));
    Prediction prediction = predict(new Link(new Constant(10), outage), 0);
    assertThat(prediction.freshAt(9)).isCloseTo(.59, within(NOISE));
    assertThat(prediction.freshAt(209)).isCloseTo(.79, within(NOISE));
    assertThat(prediction.freshAt(419)).isEqualTo(1);
  }

  @Test
  void findsTheLinkDownAsOftenAsItIs() {
    Outage outage = new Outage.Sometimes(.25, new Constant(100));
    Prediction prediction = predict(new Link(new Constant(10), outage), 0);
    assertThat(prediction.freshAt(50)).isCloseTo(.75, within(NOISE));
    assertThat(prediction.freshAt(109)).isEqualTo(1);
  }

  @Test
  void expectsAnOutageToLastAsLongAgain() {
    Outage outage = new Outage.Sometimes(1, new Latency.AsLongAgain(1_000));
    Prediction prediction = predict(new Link(Latency.NONE, outage), 0);
    assertThat(prediction.freshAt(999)).isCloseTo(.5, within(NOISE));
    assertThat(prediction.freshAt(8_999)).isCloseTo(.9, within(NOISE));
  }

  @Test
  void beginsAnew_whenCutWhileUnderWay() {
    Schedule flapping = new Schedule(List.of(new Cut(30, 40), new Cut(10, 20), new Cut(45, 60)));
    assertThat(flapping.holdMs(0, 5, null)).isZero();
    assertThat(flapping.holdMs(8, 5, null)).isEqualTo(12);
    assertThat(flapping.holdMs(15, 12, null)).isEqualTo(45);
    assertThat(flapping.holdMs(60, 5, null)).isZero();
  }

  @Test
  void predictsTheSameFromTheSameSeed() {
    Link link = new Link(new Latency.Exponential(.1), Outage.NEVER);
    assertThat(predict(link, .5).visibleMs(.99)).isEqualTo(predict(link, .5).visibleMs(.99));
  }

  @Test
  void refusesQuorumsThatCannotBe() {
    Dynamo three = new Dynamo(3, ONE_MS, ONE_MS, ONE_MS, ONE_MS);
    assertThatThrownBy(() -> new Wars(three, 4, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Wars(three, 1, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Prediction predict(Link link, double homeShare) {
    LogShipping replicas =
        new LogShipping(
            ONE_MS,
            ONE_MS,
            List.of(link, link),
            new Latency.Uniform(0, 1_000),
            homeShare,
            ONE_MS,
            ONE_MS);
    return new Wars(replicas, 1, 1).predict(TRIALS, 7);
  }
}
