package caplab.node;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which run of a server each node of an instance led to last. Two nodes at one server would count
 * twice what is there once (B-7), so a server belongs to the node that found it first, until that
 * node is found elsewhere.
 */
final class ServerRuns {

  private final Map<String, String> runs = new HashMap<>();

  /** A node was found at this run; the node that has it, if it is another. */
  synchronized Optional<String> claim(String node, String runId) {
    // Wherever it led before, it leads here now: nodes that swapped places must not wait for ever.
    runs.remove(node);
    Optional<String> owner =
        runs.entrySet().stream()
            .filter(run -> run.getValue().equals(runId))
            .map(Map.Entry::getKey)
            .findFirst();
    if (owner.isEmpty()) {
      runs.put(node, runId);
    }
    return owner;
  }
}
