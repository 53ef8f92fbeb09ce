package caplab.lab.bench;

/**
 * An amount of processor time or memory by who takes it.
 *
 * @param service what speaks HTTP
 * @param nodes the Redis servers behind it, all together
 */
public record Split(double service, double nodes) {

  double total() {
    return service + nodes;
  }

  Split minus(Split other) {
    return new Split(service - other.service, nodes - other.nodes);
  }

  Split by(double divisor) {
    return new Split(service / divisor, nodes / divisor);
  }
}
