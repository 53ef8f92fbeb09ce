package caplab.lab.measure;

import caplab.ap.pbs.Latency;
import caplab.lab.history.HistoryEvent;
import caplab.lab.run.ClientRequest;
import caplab.lab.run.FaultSpan;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How likely a read of app-ap is fresh so long after a write was acknowledged, predicted and
 * measured. Fresh: it reflects every change of its key that was acknowledged before it began. Left
 * out are reads at the replica that took the write, which are fresh on both sides, and keys whose
 * changes do not follow one another.
 *
 * @param predicted by WARS with log shipping and outages; empty if no shipping delay was measured
 * @param measured what the clients saw
 * @param rmse root of the mean square error of the prediction at the measured points, each weighted
 *     by its reads; empty if either curve is
 */
public record FreshnessCurves(List<Chance> predicted, List<Share> measured, OptionalDouble rmse) {

  /** Ends of the bins of time after the acknowledgement, in which reads are counted together. */
  private static final double[] ENDS_MS = {
    1,
    2,
    3,
    5,
    7,
    10,
    15,
    20,
    30,
    50,
    70,
    100,
    150,
    200,
    300,
    500,
    700,
    1_000,
    1_500,
    2_000,
    3_000,
    5_000,
    7_000,
    10_000,
    Double.POSITIVE_INFINITY
  };

  /**
   * A point of the predicted curve; in JSON {@code [t_ms, p]}.
   *
   * @param tMs since the acknowledgement
   * @param p chance that a read beginning then is fresh
   */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  @JsonPropertyOrder({"tMs", "p"})
  public record Chance(double tMs, double p) {}

  /**
   * A point of the measured curve; in JSON {@code [t_ms, p, n, low, high]}.
   *
   * @param tMs since the acknowledgement, mean of the reads counted
   * @param p share of fresh reads
   * @param n reads counted
   * @param low lower end of the interval in which the chance lies with 95 % (Wilson)
   * @param high its upper end
   */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  @JsonPropertyOrder({"tMs", "p", "n", "low", "high"})
  public record Share(double tMs, double p, int n, double low, double high) {}

  /**
   * Draws both curves.
   *
   * @param history of both services
   * @param partings the windows of what parted the zones; targets in the grammar of {@code cut}
   * @param shipping from an acknowledgement until another replica has the write, without a fault
   * @param seed of the Monte Carlo
   */
  public static FreshnessCurves of(
      List<HistoryEvent> history,
      Collection<FaultSpan> partings,
      Optional<Latency> shipping,
      long seed) {
    List<ClientRequest> requests = ClientRequest.of(history, "ap");
    List<Sight> sights = Sight.of(requests).stream().filter(Sight::away).toList();
    List<Share> measured = measure(sights);
    List<Chance> predicted =
        shipping
            .filter(ship -> !sights.isEmpty())
            .map(ship -> new Forecast(requests, sights, partings, ship, seed))
            .map(forecast ->
                measured.stream()
                    .map(share -> new Chance(share.tMs(), forecast.at(share.tMs())))
                    .toList())
            .orElse(List.of());
    return new FreshnessCurves(predicted, measured, error(predicted, measured));
  }

  private static List<Share> measure(List<Sight> sights) {
    List<Share> shares = new ArrayList<>();
    double from = 0;
    for (double to : ENDS_MS) {
      double begin = from;
      List<Sight> bin =
          sights.stream().filter(s -> s.afterMs() >= begin && s.afterMs() < to).toList();
      if (!bin.isEmpty()) {
        shares.add(share(bin));
      }
      from = to;
    }
    return shares;
  }

  private static Share share(List<Sight> bin) {
    int fresh = (int) bin.stream().filter(Sight::fresh).count();
    Interval interval = Interval.of(fresh, bin.size());
    return new Share(
        bin.stream().mapToDouble(Sight::afterMs).average().orElseThrow(),
        (double) fresh / bin.size(),
        bin.size(),
        interval.low(),
        interval.high());
  }

  private static OptionalDouble error(List<Chance> predicted, List<Share> measured) {
    double squares = 0;
    double reads = 0;
    for (int i = 0; i < predicted.size(); i++) {
      double miss = predicted.get(i).p() - measured.get(i).p();
      squares += measured.get(i).n() * miss * miss;
      reads += measured.get(i).n();
    }
    return predicted.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.sqrt(squares / reads));
  }
}
