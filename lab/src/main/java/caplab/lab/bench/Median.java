package caplab.lab.bench;

import java.util.List;
import java.util.stream.IntStream;

/** The middle of what repetitions showed, with the least and the most of them. */
public record Median(double median, double low, double high) {

  /** Of at least one. */
  static Median of(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    double middle =
        sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    return new Median(middle, sorted.getFirst(), sorted.getLast());
  }

  /** The quotient of two medians; its range is that of the repetitions' quotients, pair by pair. */
  static Median quotient(List<Double> ours, List<Double> theirs) {
    Median pairs =
        of(
            IntStream.range(0, Math.min(ours.size(), theirs.size()))
                .mapToObj(i -> ours.get(i) / theirs.get(i))
                .toList());
    return new Median(of(ours).median() / of(theirs).median(), pairs.low(), pairs.high());
  }
}
