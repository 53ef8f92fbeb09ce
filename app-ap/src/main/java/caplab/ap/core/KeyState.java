package caplab.ap.core;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one node holds of one key: a dotted version vector set (Preguiça et al. 2012). Concurrent
 * writes stay beside each other as siblings, each under its dot; the context says what else was
 * seen, so a dot that it covers and that is not among the siblings was superseded. No sibling and a
 * context: a tombstone.
 *
 * @param siblings the living values by dot
 * @param context everything of this key that was seen, the siblings' dots included
 * @param named ids of superseded values of which another copy may still be under way
 */
public record KeyState(
    SortedMap<Dot, Sibling> siblings, VersionVector context, SortedSet<String> named) {

  /**
   * One living value.
   *
   * @param id its write id; equal ids are one value under several dots
   * @param clock hybrid logical clock, fixed-width text
   */
  public record Sibling(String value, String id, String clock) {}

  /**
   * How many siblings a client's write may leave on a key, and how many bytes of them (AP-12). A
   * merge drops nothing, so that a key holds what each side of a cut was let to write.
   *
   * @param bytes of the siblings as the nodes keep them, ids and clocks included
   */
  public record Limit(int siblings, long bytes) {

    /** What holds unless somebody says otherwise. */
    public static final Limit DEFAULT = new Limit(100, 4L << 20);

    /**
     * Whether a key must not grow so. A lone value is let in, and so is what makes it no larger.
     */
    boolean refuses(KeyState before, KeyState after) {
      int count = after.siblings().size();
      return count > 1
          && (count > Math.max(siblings, before.siblings().size())
              || after.bytes() > Math.max(bytes, before.bytes()));
    }
  }

  /** Never seen. */
  public static final KeyState NONE =
      new KeyState(Collections.emptySortedMap(), VersionVector.NONE, Collections.emptySortedSet());

  private static final Comparator<Sibling> NEWEST =
      Comparator.comparing(Sibling::clock).thenComparing(Sibling::id);

  public KeyState {
    siblings = Collections.unmodifiableSortedMap(new TreeMap<>(siblings));
    named = Collections.unmodifiableSortedSet(new TreeSet<>(named));
  }

  /**
   * The state after a change. What the change's context covers goes, <b>even when the change's own
   * dot was seen already</b> (AP-4) (a later state may have arrived before it, without removing
   * here what it supersedes); so goes every copy of a value that it names. A delete names itself:
   * it has no value by which a late copy of it could be told.
   */
  public KeyState after(LogEntry entry) {
    SortedSet<String> gone = join(named, entry.named());
    if (entry.value().isEmpty()) {
      gone.add(entry.id());
    }
    SortedMap<Dot, Sibling> left = new TreeMap<>(siblings);
    left.keySet().removeIf(entry.context()::covers);
    if (entry.value().isPresent() && !context.covers(entry.dot())) {
      left.put(entry.dot(), new Sibling(entry.value().get(), entry.id(), entry.clock()));
    }
    left.values().removeIf(sibling -> gone.contains(sibling.id()));
    return new KeyState(left, context.join(entry.context()).with(entry.dot()), gone);
  }

  /**
   * The join of two nodes' states. <b>A dot that a node's applied vector covers and its state lacks
   * was superseded there</b> (AP-6), so each side's context is joined with its node's vector, and
   * the joined context is kept: else this state would forget what it has just been told.
   * Commutative, associative, idempotent.
   *
   * @param seen applied vector of the node that holds this state
   * @param other the other node's state
   * @param otherSeen its applied vector, read with the state or before it
   */
  public KeyState merge(VersionVector seen, KeyState other, VersionVector otherSeen) {
    VersionVector here = context.join(seen);
    VersionVector there = other.context.join(otherSeen);
    SortedSet<String> gone = join(named, other.named);
    SortedMap<Dot, Sibling> merged = new TreeMap<>();
    keep(siblings, other.siblings, there, merged);
    keep(other.siblings, siblings, here, merged);
    merged.values().removeIf(sibling -> gone.contains(sibling.id()));
    return new KeyState(merged, here.join(there), gone);
  }

  /** Puts those of one side that the other side has too or has not superseded. */
  private static void keep(
      SortedMap<Dot, Sibling> one,
      SortedMap<Dot, Sibling> other,
      VersionVector otherSeen,
      SortedMap<Dot, Sibling> into) {
    one.forEach((dot, sibling) -> {
      if (other.containsKey(dot) || !otherSeen.covers(dot)) {
        into.put(dot, sibling);
      }
    });
  }

  /**
   * How many values live here that the other's node lacks on the word of its vector alone, its own
   * record of the key having never seen them. In health that is a tombstone collected there; many
   * of them are keys that went missing.
   */
  public int unseenBy(KeyState other, VersionVector otherSeen) {
    return (int)
        siblings.entrySet().stream()
            .filter(e -> !other.siblings.containsKey(e.getKey()))
            .filter(e -> !other.context.covers(e.getKey()) && otherSeen.covers(e.getKey()))
            .filter(e -> !other.named.contains(e.getValue().id()))
            .count();
  }

  /** How much the siblings take, as the nodes keep them. */
  public long bytes() {
    return siblings.values().stream()
        .mapToLong(sibling -> Codec.text(sibling).getBytes(StandardCharsets.UTF_8).length)
        .sum();
  }

  /** The same, an id among those that must not live here. */
  KeyState naming(String id) {
    SortedSet<String> more = new TreeSet<>(named);
    more.add(id);
    return new KeyState(siblings, context, more);
  }

  /** Whether nothing lives here. */
  public boolean empty() {
    return siblings.isEmpty();
  }

  /** The dot under which a write's value lives here, if it does. */
  public Optional<Dot> dotOf(String id) {
    return siblings.entrySet().stream()
        .filter(e -> e.getValue().id().equals(id))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /**
   * The sibling shown as the value: the newest by clock. A skewed clock chooses another (AP-10).
   */
  public Optional<Sibling> winner() {
    return values().stream().findFirst();
  }

  /** The living values, newest first; copies of one write are one. */
  public List<Sibling> values() {
    return siblings.size() < 2
        ? List.copyOf(siblings.values())
        : siblings.values().stream().distinct().sorted(NEWEST.reversed()).toList();
  }

  /** Ids of the living values that a context covers; a write with that context names them. */
  public SortedSet<String> ids(VersionVector covering) {
    SortedSet<String> ids = new TreeSet<>();
    siblings.forEach((dot, sibling) -> {
      if (covering.covers(dot)) {
        ids.add(sibling.id());
      }
    });
    return ids;
  }

  /**
   * The ids that a client's context carries besides the vector: of what lives here, and of what was
   * superseded and may have a copy under way, the newest {@link WriteId#CARRIED_MOST}. Whoever
   * supersedes what was read here supersedes those too.
   */
  public SortedSet<String> known() {
    SortedSet<String> known = join(named, ids(context));
    while (known.size() > WriteId.CARRIED_MOST) {
      known.removeFirst();
    }
    return known;
  }

  private static SortedSet<String> join(SortedSet<String> one, SortedSet<String> other) {
    SortedSet<String> joined = new TreeSet<>(one);
    joined.addAll(other);
    return joined;
  }
}
