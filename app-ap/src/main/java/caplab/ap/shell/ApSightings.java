package caplab.ap.shell;

import caplab.ap.core.InstanceMemory;
import caplab.ap.core.Reply;
import caplab.ap.core.VersionVector;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/** What was seen of each node last, for those who must not ask it now: health, metrics, limits. */
public final class ApSightings {

  private record Sighting(Reply.Greeting greeting, long heardMs) {}

  /** Whoever was not heard for so long was not asked. */
  private static final long LATELY_MS = 3_000;

  private final SortedSet<String> nodes;
  private final InstanceMemory memory;
  private final LongSupplier nowMs;
  private final Map<String, Sighting> last = new TreeMap<>();
  private final Map<String, String> misplaced = new TreeMap<>();

  /**
   * @param memory knows whose watermarks are believed
   */
  ApSightings(Collection<String> nodes, InstanceMemory memory, LongSupplier nowMs) {
    this.nodes = new TreeSet<>(nodes);
    this.memory = memory;
    this.nowMs = nowMs;
  }

  /** A node was seen. */
  void saw(String node, Reply.Greeting greeting) {
    last.put(node, new Sighting(greeting, nowMs.getAsLong()));
    misplaced.remove(node);
  }

  /** A server with another node's data answered in its place; tells whether that is news. */
  boolean misplaced(String node, String holder) {
    last.remove(node);
    return !holder.equals(misplaced.put(node, holder));
  }

  /** Whose data the server has that answers in a node's place, if not the node's own. */
  public Optional<String> holder(String node) {
    return Optional.ofNullable(misplaced.get(node));
  }

  /** How a node stood when it was seen last; empty if it never was. */
  Optional<Reply.Greeting> of(String node) {
    return Optional.ofNullable(last.get(node)).map(Sighting::greeting);
  }

  /** How all nodes stood when they were seen last; empty unless each was. */
  SortedMap<String, Reply.Greeting> all() {
    SortedMap<String, Reply.Greeting> all = new TreeMap<>();
    last.forEach((node, sighting) -> {
      if (nowMs.getAsLong() - sighting.heardMs() <= LATELY_MS) {
        all.put(node, sighting.greeting());
      }
    });
    return all.keySet().equals(nodes) ? all : new TreeMap<>();
  }

  /** The other nodes. */
  SortedSet<String> others(String node) {
    SortedSet<String> others = new TreeSet<>(nodes);
    others.remove(node);
    return others;
  }

  /** What every other node has applied; nothing unless each was seen. */
  VersionVector appliedByOthers(String node) {
    return last.keySet().containsAll(others(node))
        ? others(node).stream()
            .map(other -> last.get(other).greeting().seen())
            .reduce(VersionVector::meet)
            .orElseGet(() -> last.get(node).greeting().seen())
        : VersionVector.NONE;
  }

  /** The bound that a read at the node would state now, in microseconds; empty if unknown. */
  public OptionalLong boundUs(String node) {
    Sighting sighting = last.get(node);
    if (sighting == null || !sighting.greeting().ready()) {
      return OptionalLong.empty();
    }
    boolean believed =
        memory.believes(sighting.greeting().incarnation(), sighting.greeting().epoch());
    long bound = 0;
    for (String source : others(node)) {
      Long mark = sighting.greeting().marks().get(source);
      if (mark == null || !believed) {
        return OptionalLong.empty();
      }
      bound = Math.max(bound, sighting.greeting().timeUs() - mark);
    }
    return OptionalLong.of(
        others(node).isEmpty() ? 0 : bound + (nowMs.getAsLong() - sighting.heardMs()) * 1_000);
  }

  /** The same in milliseconds; infinite if unknown. */
  public double boundMs(String node) {
    OptionalLong bound = boundUs(node);
    return bound.isPresent() ? bound.getAsLong() / 1_000.0 : Double.POSITIVE_INFINITY;
  }

  /** How many values the node found taken away (AP-6), when it was seen last. */
  public long lost(String node) {
    return of(node).map(Reply.Greeting::lost).orElse(0L);
  }

  /** The age of a target's watermark of a source in milliseconds; infinite if there is none. */
  public double ageMs(String source, String target) {
    Sighting sighting = last.get(target);
    Long mark = sighting == null ? null : sighting.greeting().marks().get(source);
    return mark == null
        ? Double.POSITIVE_INFINITY
        : (sighting.greeting().timeUs() - mark) / 1_000.0
            + (nowMs.getAsLong() - sighting.heardMs());
  }

  /** How a node stands, for {@code /health/detailed}. */
  public Map<String, Object> describe(String node) {
    Map<String, Object> told = new TreeMap<>();
    Sighting sighting = last.get(node);
    told.put("known", sighting != null);
    holder(node).ifPresent(holder -> told.put("holds_data_of", holder));
    if (sighting != null) {
      Reply.Greeting greeting = sighting.greeting();
      told.put("incarnation", greeting.incarnation());
      told.put("state", greeting.ready() ? "in_sync" : "resyncing");
      told.put("epoch", greeting.epoch());
      told.put("applied", greeting.seen().toString());
      told.put("dropped_by_vector", greeting.dropped());
      told.put("lost_values", lost(node));
      OptionalLong bound = boundUs(node);
      told.put("staleness_ms", bound.isPresent() ? bound.getAsLong() / 1_000 : null);
      SortedMap<String, Object> ages = new TreeMap<>();
      others(node).forEach(source -> ages.put(source, finite(ageMs(source, node))));
      told.put("watermark_age_ms", ages);
    }
    return told;
  }

  private static Object finite(double ms) {
    return Double.isInfinite(ms) ? null : (Object) (long) ms;
  }
}
