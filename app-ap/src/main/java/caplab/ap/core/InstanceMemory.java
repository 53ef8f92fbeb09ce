package caplab.ap.core;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * What an instance remembers between operations: the nodes' newest incarnations, readings of their
 * clocks, its own hybrid logical clock. Losing it costs nothing but a round trip. For one thread.
 */
public class InstanceMemory {

  /** An older reading of a clock is replaced by the next, however precise it was. */
  private static final long PULSE_MS = 10_000;

  private final SortedSet<String> members;
  private final LongSupplier wallMs;
  private final LongSupplier random;
  private final Map<String, StalenessBound.Pulse> pulses = new HashMap<>();
  private final Set<String> misjudged = new HashSet<>();
  private final Map<String, Long> doubted = new HashMap<>();
  private Incarnations lives = Incarnations.NONE;
  private Incarnations settled = Incarnations.NONE;
  private String clock = LogEntry.START;

  /**
   * @param members names of all nodes
   * @param wallMs milliseconds since 1970; may be wrong
   * @param random any numbers, for ids and incarnations
   */
  public InstanceMemory(SortedSet<String> members, LongSupplier wallMs, LongSupplier random) {
    this.members = Collections.unmodifiableSortedSet(new TreeSet<>(members));
    this.wallMs = wallMs;
    this.random = random;
  }

  /** Names of all nodes. */
  public SortedSet<String> members() {
    return members;
  }

  /** Whether there is one node only. */
  public boolean alone() {
    return members.size() == 1;
  }

  /** The newest lives heard of. */
  public Incarnations lives() {
    return lives;
  }

  /**
   * The lives that were last found settled, see {@link Incarnations#settled}; none since a node
   * began another one: its disk may hold what was thought lost (AP-9).
   */
  public Incarnations settled() {
    return settled.equals(lives) ? settled : Incarnations.NONE;
  }

  /** Every member was asked and agrees on these lives. */
  public void settle(Incarnations lives) {
    settled = lives;
  }

  /** Hears of lives. */
  public void learn(Incarnations other) {
    lives = lives.join(other);
  }

  /** Hears of one incarnation. */
  public void learn(String incarnation) {
    if (!incarnation.isEmpty()) {
      learn(Incarnations.of(List.of(incarnation)));
    }
  }

  /** The request that begins a new life of a node, newer than any heard of. */
  public Request.Enter enter(String node, String was) {
    String newest = lives.of(node).orElse("");
    String after = newest.compareTo(was) > 0 ? newest : was;
    String next = Dot.newIncarnation(node, after, wallMs.getAsLong(), random.getAsLong());
    return new Request.Enter(was, next, alone());
  }

  /** A new write id. */
  public String id() {
    return WriteId.of(wallMs.getAsLong(), random.getAsLong());
  }

  /** The next reading of the hybrid logical clock, for a new write. */
  public String tick() {
    clock = LogEntry.tick(clock, wallMs.getAsLong());
    return clock;
  }

  /** Hears of the clocks of what was read, so that what this instance writes next is newer. */
  public void hear(KeyState state) {
    for (KeyState.Sibling sibling : state.siblings().values()) {
      clock = clock.compareTo(sibling.clock()) < 0 ? sibling.clock() : clock;
    }
  }

  /**
   * Hears a node's TIME. A clock that stepped, or that nobody here {@linkplain #follows followed},
   * makes the node's watermarks of that epoch unbelievable here, until a {@link Request.Raise}
   * voids them for everyone.
   */
  public void hear(String node, String incarnation, long epoch, StalenessBound.Pulse pulse) {
    StalenessBound.Pulse known = pulses.get(node);
    misjudged.remove(node);
    if (!follows(Optional.ofNullable(known), pulse)) {
      doubted.merge(incarnation, epoch, Math::max);
      pulses.put(node, pulse);
    } else if (known == null
        || pulse.widthMs() <= known.widthMs()
        || pulse.heardMs() - known.heardMs() > PULSE_MS) {
      pulses.put(node, pulse);
    }
  }

  /**
   * Whether a reading of a clock follows from the one before it without a step. The first one never
   * does (AP-7): the watermarks found with it are older than this instance, and the clock may have
   * stepped since they were taken, with nobody left who could tell.
   */
  boolean follows(Optional<StalenessBound.Pulse> known, StalenessBound.Pulse pulse) {
    return known.isPresent() && !known.get().stepped(pulse);
  }

  /** Whether the watermarks of a node's epoch are believed. */
  public boolean believes(String incarnation, long epoch) {
    return doubted.getOrDefault(incarnation, Long.MIN_VALUE) < epoch;
  }

  /**
   * The node's TIME after which an attempt must not act any more; empty if its clock must be heard
   * first.
   *
   * @param nowMs monotonic time
   * @param patienceMs how long the attempt is waited for
   */
  public OptionalLong notAfterUs(String node, long nowMs, long patienceMs) {
    StalenessBound.Pulse known = pulses.get(node);
    return known == null || misjudged.contains(node)
        ? OptionalLong.empty()
        : OptionalLong.of(
            Math.min(
                known.latestAt(nowMs) + patienceMs * 1_000,
                known.earliestAt(nowMs) + WriteId.ATTEMPT_MOST_US));
  }

  /**
   * Reckons no deadline by a node's clock until it is heard again. What was heard of it is kept: it
   * may be what shows that the clock stepped.
   */
  public void misjudged(String node) {
    misjudged.add(node);
  }
}
