package caplab.lab.measure;

import caplab.lab.history.RequestFate;
import caplab.lab.run.ClientRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads after a heal that show something else than the key's last read, of keys that nobody has
 * written since. What was written later is on its way as ever, and no matter of converging.
 */
final class Unsettled {

  private Unsettled() {}

  static List<ClientRequest> of(
      List<ClientRequest> all, List<ClientRequest> reads, double healedMs) {
    Map<String, Double> quietSince = new HashMap<>();
    all.stream()
        .filter(ClientRequest::changes)
        .filter(change -> change.fate() != RequestFate.REFUSED)
        .forEach(change -> quietSince.merge(change.key(), change.lastSeenMs(), Math::max));
    Map<String, Set<String>> last = new HashMap<>();
    reads.forEach(read -> last.put(read.key(), read.shown()));
    return reads.stream()
        .filter(read -> quietSince.getOrDefault(read.key(), 0.0) <= healedMs)
        .filter(read -> !read.shown().equals(last.get(read.key())))
        .toList();
  }
}
