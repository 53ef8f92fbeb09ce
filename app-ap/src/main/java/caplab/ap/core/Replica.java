package caplab.ap.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * One node in memory, with every rule that the Lua scripts keep: the reference for them, and the
 * node of the simulations. Each request is one step; the caller gives what Redis would find out by
 * itself, its run and TIME. Not safe for several threads.
 *
 * <p>Longer than other files, so that all that a node does stands in one place beside the scripts.
 */
public class Replica {

  private final String name;
  private final NavigableMap<String, State> states = new TreeMap<>();
  private final Map<String, NavigableMap<String, Long>> held = new TreeMap<>();
  private final Deque<Change> log = new ArrayDeque<>();
  private Fence fence = Fence.NONE;
  private History seen = History.NONE;
  private History least = History.NONE;
  private long dropped;

  public Replica(String name) {
    this.name = name;
  }

  /** The node's name. */
  public String name() {
    return name;
  }

  /** Loses everything, as FLUSHALL or a new disk does. */
  public void wipe() {
    restore(new Replica(name));
  }

  /** Becomes what the other was, as an old disk does. */
  public void restore(Replica disk) {
    states.clear();
    states.putAll(disk.states);
    held.clear();
    disk.held.forEach((key, ids) -> held.put(key, new TreeMap<>(ids)));
    log.clear();
    log.addAll(disk.log);
    fence = disk.fence;
    seen = disk.seen;
    least = disk.least;
    dropped = disk.dropped;
  }

  /** A copy of the disk, for {@link #restore}. */
  public Replica snapshot() {
    Replica copy = new Replica(name);
    copy.restore(this);
    return copy;
  }

  /**
   * Carries out one request.
   *
   * @param run Redis's run_id, new at every start
   * @param timeUs Redis's TIME in microseconds
   */
  public Reply on(Request request, String run, long timeUs) {
    if (request instanceof Request.Enter enter) {
      return enter(enter, run, timeUs);
    }
    if (fence.strange(run)) {
      return new Reply.Strange(fence.incarnation());
    }
    return switch (request) {
      case Request.Status() -> greeting(timeUs);
      case Request.Enter enter -> enter(enter, run, timeUs);
      case Request.Write write -> write(write, timeUs);
      case Request.Read(String key) -> read(key, timeUs);
      case Request.Log(String node, long after, int most) ->
          here(node).orElseGet(() -> log(after, most, timeUs));
      case Request.Apply apply -> both(apply.node(), apply.source(), () -> apply(apply, timeUs));
      case Request.Fetch(String node, List<String> keys) -> here(node).orElseGet(() -> fetch(keys));
      case Request.Merge merge -> both(merge.node(), merge.source(), () -> merge(merge, timeUs));
      case Request.TakeOver end -> both(end.node(), end.source(), () -> takeOver(end, timeUs));
      case Request.Scan(String node, String cursor, int most) ->
          here(node).orElseGet(() -> scan(cursor, most));
      case Request.Digest(String node, List<String> keys) ->
          here(node).orElseGet(() -> digest(keys));
      case Request.Trim trim -> here(trim.node()).orElseGet(() -> trim(trim));
      case Request.Collect collect ->
          here(collect.node()).orElseGet(() -> collect(collect, timeUs));
      case Request.Raise(String node, long epoch) ->
          here(node).orElseGet(() -> raise(epoch, timeUs));
      case Request.Fold(String node, Stamp end) -> here(node).orElseGet(() -> fold(end));
    };
  }

  private Reply enter(Request.Enter enter, String run, long timeUs) {
    if (!fence.incarnation().equals(enter.was())) {
      return new Reply.Moved(fence.incarnation());
    }
    if (enter.distrusted()) {
      seen = History.NONE;
    }
    log.clear();
    fence = fence.enter(enter.incarnation(), run, enter.alone(), timeUs);
    return greeting(timeUs);
  }

  private Reply greeting(long timeUs) {
    return new Reply.Greeting(
        fence.incarnation(),
        timeUs,
        fence.epoch(),
        fence.ready(),
        seen,
        fence.marks(),
        fence.view(),
        log.isEmpty() ? 0 : log.peekFirst().dot().position(),
        dropped);
  }

  private Reply write(Request.Write write, long timeUs) {
    if (timeUs > write.notAfterUs()) {
      return new Reply.Late(timeUs);
    }
    State state = state(write.key());
    History superseded = write.context().orElse(state.context());
    Optional<Stamp> living = state.dotOf(write.id());
    if (living.isPresent() || state.named().contains(write.id())) {
      return wrote(living, true, state, superseded, write.named(), 0, timeUs);
    }
    SortedSet<String> named = new TreeSet<>(write.named());
    named.addAll(state.ids(superseded));
    Stamp dot = new Stamp(fence.incarnation(), seen.at(fence.incarnation()) + 1);
    Change change =
        new Change(write.key(), write.value(), write.id(), write.clock(), dot, superseded, named);
    State after = after(state, change);
    log.addLast(logged(change, after));
    seen = seen.with(dot);
    keep(write.key(), after, timeUs);
    long removed =
        state.siblings().keySet().stream().filter(d -> !after.siblings().containsKey(d)).count();
    return wrote(Optional.of(dot), false, after, superseded, named, (int) removed, timeUs);
  }

  private Reply wrote(
      Optional<Stamp> dot,
      boolean repeated,
      State after,
      History superseded,
      SortedSet<String> named,
      int removed,
      long timeUs) {
    boolean alone = after.siblings().keySet().stream().allMatch(d -> dot.equals(Optional.of(d)));
    return new Reply.Wrote(
        dot,
        repeated,
        alone ? after.context() : superseded,
        alone ? after.named() : named,
        removed,
        after.siblings().size(),
        seen,
        timeUs);
  }

  private Reply read(String key, long timeUs) {
    fence = noticed(fence, timeUs);
    return new Reply.Seen(
        fence.incarnation(),
        state(key),
        timeUs,
        fence.epoch(),
        fence.ready(),
        seen,
        fence.marks(),
        fence.view());
  }

  private Reply log(long after, int most, long timeUs) {
    List<Change> page =
        log.stream().filter(change -> change.dot().position() > after).limit(most).toList();
    return new Reply.Entries(
        fence.incarnation(),
        page,
        log.isEmpty() ? 0 : log.peekFirst().dot().position(),
        seen.at(fence.incarnation()),
        timeUs,
        seen,
        fence.view());
  }

  private Reply apply(Request.Apply apply, long timeUs) {
    long cursor = seen.at(apply.source());
    if (cursor != apply.after()) {
      return new Reply.Behind(cursor);
    }
    fence = noticed(learn(fence, apply.view(), timeUs), timeUs);
    seen = seen.join(History.of(apply.source(), apply.last()));
    for (Change change : apply.changes()) {
      keep(change.key(), after(state(change.key()), change), timeUs);
    }
    fence = fence.mark(Stamp.node(apply.source()), apply.mark(), timeUs);
    return new Reply.Applied(apply.changes().size(), seen, fence.epoch(), timeUs);
  }

  private Reply fetch(List<String> keys) {
    SortedMap<String, State> found = new TreeMap<>();
    keys.forEach(key -> found.put(key, state(key)));
    return new Reply.States(fence.incarnation(), found, seen);
  }

  private Reply merge(Request.Merge merge, long timeUs) {
    if (tooOld(merge.seen(), least)) {
      return new Reply.Behind(seen.at(merge.source()));
    }
    int changed = 0;
    int lost = 0;
    for (Map.Entry<String, State> entry : merge.states().entrySet()) {
      State mine = state(entry.getKey());
      State merged = merged(mine, entry.getValue(), merge.seen());
      changed += merged.siblings().equals(mine.siblings()) ? 0 : 1;
      lost += mine.unseenBy(entry.getValue(), merge.seen());
      keep(entry.getKey(), merged, timeUs);
    }
    dropped += lost;
    return new Reply.Merged(changed, lost);
  }

  private Reply takeOver(Request.TakeOver end, long timeUs) {
    fence = noticed(learn(fence, end.view(), timeUs), timeUs).resynced();
    seen = seen.join(end.seen());
    fence = fence.mark(Stamp.node(end.source()), end.mark(), timeUs);
    return greeting(timeUs);
  }

  private Reply scan(String cursor, int most) {
    Collection<String> after =
        cursor.isEmpty() ? states.keySet() : states.tailMap(cursor, false).keySet();
    List<String> page = new ArrayList<>(after.stream().limit(most).toList());
    return new Reply.Keys(page, page.size() < most ? "" : page.getLast());
  }

  private Reply digest(List<String> keys) {
    SortedMap<String, String> digests = new TreeMap<>();
    keys.forEach(key -> digests.put(key, Codec.digest(state(key))));
    return new Reply.Digests(digests, seen);
  }

  private Reply trim(Request.Trim trim) {
    int before = log.size();
    while (!log.isEmpty()
        && (log.peekFirst().dot().position() <= trim.upTo() || log.size() > trim.mostEntries())) {
      log.removeFirst();
    }
    return new Reply.Done(before - log.size());
  }

  private Reply collect(Request.Collect collect, long timeUs) {
    long passedUs =
        collect.others().stream()
            .mapToLong(node -> fence.marks().getOrDefault(node, -1L))
            .min()
            .orElse(timeUs);
    long limitUs = passedUs - Retry.GRACE_US;
    held.values().forEach(ids -> ids.replaceAll((id, at) -> Math.min(at, timeUs)));
    if (limitUs >= fence.sinceUs()) {
      held.values().forEach(ids -> ids.values().removeIf(at -> at <= limitUs));
    }
    List<String> covered =
        states.keySet().stream()
            .filter(key -> collectable(state(key), collect.everywhere()))
            .limit(collect.most())
            .toList();
    if (covered.stream().anyMatch(key -> !seen.covers(state(key).context()))) {
      least = least.join(collect.everywhere());
    }
    covered.forEach(states::remove);
    return new Reply.Done(covered.size());
  }

  private Reply raise(long epoch, long timeUs) {
    if (fence.epoch() == epoch) {
      fence = fence.raise(timeUs);
    }
    return greeting(timeUs);
  }

  private Reply fold(Stamp end) {
    long applied = seen.at(end.incarnation());
    if (!fence.view().dead(end.incarnation()) || applied != end.position()) {
      return new Reply.Behind(applied);
    }
    seen = seen.fold(end);
    return new Reply.Done(1);
  }

  /** The state of a key; {@link State#NONE} if nothing is held of it. */
  State state(String key) {
    State kept = states.getOrDefault(key, State.NONE);
    SortedMap<String, Long> ids = held.get(key);
    return new State(
        kept.siblings(),
        kept.context(),
        ids == null ? new TreeSet<>() : new TreeSet<>(ids.keySet()));
  }

  /** The keys held, tombstones included. */
  SortedSet<String> keys() {
    return new TreeSet<>(states.keySet());
  }

  History seen() {
    return seen;
  }

  Fence fence() {
    return fence;
  }

  private void keep(String key, State state, long timeUs) {
    if (!state.named().isEmpty()) {
      NavigableMap<String, Long> ids = held.computeIfAbsent(key, k -> new TreeMap<>());
      state.named().forEach(id -> ids.putIfAbsent(id, timeUs));
      while (ids.size() > Retry.HELD_MOST) {
        ids.pollFirstEntry();
      }
    }
    states.put(key, state);
    if (collectable(state(key), History.NONE)) {
      states.remove(key);
    }
  }

  private Optional<Reply> here(String node) {
    return node.equals(fence.incarnation())
        ? Optional.empty()
        : Optional.of(new Reply.Moved(fence.incarnation()));
  }

  /** Both ends named: this node's life and the source's, as far as it is known here. */
  private Reply both(String node, String source, Supplier<Reply> step) {
    Optional<Reply> moved = here(node);
    if (moved.isPresent()) {
      return moved.get();
    }
    return fence.view().dead(source)
        ? new Reply.Moved(fence.view().of(Stamp.node(source)).orElseThrow())
        : step.get();
  }

  // The rules, one method each, so that a test can take one away and must find it missing.

  /** What the log keeps of a write: the write itself, its dot apart from its context. */
  Change logged(Change change, State after) {
    return change;
  }

  State after(State state, Change change) {
    return state.after(change);
  }

  State merged(State mine, State other, History otherSeen) {
    return mine.merge(seen, other, otherSeen);
  }

  Fence learn(Fence before, View view, long timeUs) {
    return before.learn(view, timeUs);
  }

  Fence noticed(Fence before, long timeUs) {
    return before.at(timeUs);
  }

  /** Whether states were read before what every node had seen when tombstones went. */
  boolean tooOld(History read, History least) {
    return !read.covers(least);
  }

  /**
   * A tombstone is needed only until the applied vector covers its context, or, of what died with a
   * disk, until nobody can bring it back.
   */
  boolean collectable(State state, History everywhere) {
    return state.empty()
        && state.named().isEmpty()
        && (seen.covers(state.context())
            || state
                .context()
                .entries()
                .allMatch(d -> everywhere.covers(d) || gone(d, everywhere)));
  }

  private boolean gone(Stamp dot, History everywhere) {
    return !everywhere.equals(History.NONE)
        && fence.view().dead(dot.incarnation())
        && !seen.covers(dot);
  }
}
