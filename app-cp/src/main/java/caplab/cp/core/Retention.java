package caplab.cp.core;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * When a node forgets the claims of keyed writes (CP-8): a day after their last change, by an age
 * of its own. It grows by the node's clock, from one change to a next that is {@link #LEAST_MS}
 * later or more, by {@link #STEP_MS} at most: so it never runs ahead of real time but by as much
 * for each step of that clock, and stands still while nobody asks.
 *
 * @param ageMs how old the node is
 * @param atMs what its clock said then
 * @param changed the age at which each claim was changed last
 */
record Retention(long ageMs, long atMs, Map<String, Long> changed) {

  static final long KEPT_MS = 86_400_000;
  static final long STEP_MS = 10_000;
  static final long LEAST_MS = 1_000;

  /** Of a node that was never asked. */
  static final Retention NONE = new Retention(0, Long.MAX_VALUE, Map.of());

  /** Claims that one change forgets at most. */
  static final int FORGOTTEN_MOST = 10;

  Retention {
    changed = Map.copyOf(changed);
  }

  /** Whether it is time to grow older: most changes come sooner. */
  boolean due(long nowMs) {
    return nowMs < atMs || nowMs >= atMs + LEAST_MS;
  }

  /** At this time of the node's clock, which may have been set. */
  Retention at(long nowMs) {
    return new Retention(ageMs + Math.clamp(nowMs - atMs, 0, STEP_MS), nowMs, changed);
  }

  /** With this claim changed now. */
  Retention keeping(String claim) {
    TreeMap<String, Long> more = new TreeMap<>(changed);
    more.put(claim, ageMs);
    return new Retention(ageMs, atMs, more);
  }

  /** Without these claims. */
  Retention without(List<String> claims) {
    TreeMap<String, Long> fewer = new TreeMap<>(changed);
    claims.forEach(fewer::remove);
    return new Retention(ageMs, atMs, fewer);
  }

  /** The oldest claims that are to be forgotten. */
  List<String> overdue() {
    return changed.entrySet().stream()
        .filter(each -> each.getValue() <= ageMs - KEPT_MS)
        .sorted(
            Comparator.comparing(Map.Entry<String, Long>::getValue)
                .thenComparing(Map.Entry::getKey))
        .limit(FORGOTTEN_MOST)
        .map(Map.Entry::getKey)
        .toList();
  }
}
