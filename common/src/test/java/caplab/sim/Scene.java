package caplab.sim;

import java.util.List;
import java.util.Optional;

/**
 * What a judge of a small world sees of one state.
 *
 * @param operations by number
 * @param nodes what each node holds
 * @param wiped how many disks were lost
 */
public record Scene<N>(List<Told> operations, List<N> nodes, int wiped) {

  /**
   * An operation.
   *
   * @param started whether it was begun
   * @param before the operations, as a set of bits, that had ended when it began
   * @param outcome empty while nobody was told
   */
  public record Told(boolean started, int before, Optional<Object> outcome) {}

  /**
   * Virtual times at which the operation began and ended, that order what real time ordered and
   * leave all else at once.
   */
  public double start(int operation) {
    return Integer.bitCount(operations.get(operation).before());
  }

  /** As {@link #start}; infinity if it has not ended. */
  public double end(int operation) {
    double later =
        operations.stream()
            .filter(other -> other.started() && (other.before() >> operation & 1) == 1)
            .mapToDouble(other -> Integer.bitCount(other.before()))
            .min()
            .orElse(operations.size() + 1);
    return operations.get(operation).outcome().isPresent() ? later - 0.5 : Double.POSITIVE_INFINITY;
  }
}
