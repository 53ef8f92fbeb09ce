package caplab.http;

import caplab.node.Breaker.State;
import caplab.node.Node;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** How answers of both services speak of the nodes: one shape and one vocabulary. */
public final class NodeWords {

  private static final long RETRY_MS = 1_000;

  /** To connect, to greet, to probe, and a trial call. */
  private static final int TRIPS = 4;

  /** An instance and a node on one machine that is busy. */
  private static final double TRIP_MS_LEAST = 5;

  /** How long trial calls are left to users before they are supplied. */
  private static final long TRIALS_MS = 100;

  /** What a node had said to a request by the time of its answer. */
  public enum Word {
    ACCEPTED,
    PENDING,
    REFUSED,
    UNREACHABLE,
    NOT_ASKED;

    private final String text = name().toLowerCase(Locale.ROOT);

    @Override
    public String toString() {
      return text;
    }
  }

  private final List<Node> nodes;

  public NodeWords(Collection<? extends Node> nodes) {
    this.nodes = List.copyOf(nodes);
  }

  /** Before anything is asked: a node behind an open breaker is unreachable. */
  public SequencedMap<String, Word> unasked() {
    SequencedMap<String, Word> words = new LinkedHashMap<>();
    for (Node node : nodes) {
      boolean skipped = node.breaker().skips();
      words.put(node.name(), skipped ? Word.UNREACHABLE : Word.NOT_ASKED);
    }
    return words;
  }

  /** Of a node that was asked and did nothing: one that takes no write was reached. */
  public Word undone(String node) {
    boolean refused =
        nodes.stream()
            .filter(it -> it.name().equals(node))
            .anyMatch(it -> it.status().refusesWrites().isPresent());
    return refused ? Word.REFUSED : Word.UNREACHABLE;
  }

  /** The member {@code nodes} of a body. */
  public static Map<String, String> shown(Map<String, Word> words) {
    Map<String, String> shown = new LinkedHashMap<>();
    words.forEach((node, word) -> shown.put(node, word.toString()));
    return shown;
  }

  /** How many nodes said this. */
  public static long count(Map<String, Word> words, Word word) {
    long count = 0;
    for (Word said : words.values()) {
      count += said == word ? 1 : 0;
    }
    return count;
  }

  /** How many nodes are not known to be out of reach. */
  public static long reachable(Map<String, Word> words) {
    return words.size() - count(words, Word.UNREACHABLE);
  }

  /** What is known of each link without asking, for {@code ?explain=1}. */
  public Map<String, Object> links() {
    Map<String, Object> links = new LinkedHashMap<>();
    for (Node node : nodes) {
      Map<String, Object> link = new LinkedHashMap<>();
      link.put("breaker", node.breaker().state().name());
      link.put("connected", node.status().connected());
      link.put("latency_ms", node.status().latencyMs().orElse(null));
      links.put(node.name(), link);
    }
    return links;
  }

  /**
   * The earliest moment at which a request can succeed that needs so many nodes: what {@code
   * Retry-After} says. A probe must be sent to as many as are missing and be answered, over a
   * connection that may have to be made first, and trial calls must decide.
   */
  public long retryAfterMs(int needed) {
    long missing =
        needed - nodes.stream().filter(node -> node.breaker().state() != State.OPEN).count();
    List<Long> served = nodes.stream().flatMap(node -> servedInMs(node).stream()).sorted().toList();
    // Where enough could be asked and did not do, one more might.
    int last = (int) Math.max(1, missing) - 1;
    return last < served.size() ? served.get(last) : RETRY_MS;
  }

  private static Optional<Long> servedInMs(Node node) {
    double tripMs = Math.clamp(node.status().latencyMs().orElse(0.0), TRIP_MS_LEAST, RETRY_MS);
    return node.breaker()
        .nextAttemptIn()
        .map(next -> next.toMillis() + TRIALS_MS + (long) (TRIPS * tripMs));
  }
}
