package caplab.ap.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One node in memory, with every rule that the Lua scripts keep: the reference for them, and the
 * node of the simulations. Each request is one step; the caller gives what Redis would find out by
 * itself, its run and TIME. Not safe for several threads.
 *
 * <p>Longer than other files, so that all that a node does stands in one place beside the scripts.
 */
public class InMemoryReplica {

  private final String name;
  private final NavigableMap<String, KeyState> states = new TreeMap<>();
  private final Map<String, NavigableMap<String, Long>> held = new TreeMap<>();
  private final Map<String, Long> known = new TreeMap<>();
  private final Map<String, Long> due = new TreeMap<>();
  private final Deque<LogEntry> log = new ArrayDeque<>();
  private IncarnationState standing = IncarnationState.NONE;
  private VersionVector seen = VersionVector.NONE;
  private VersionVector least = VersionVector.NONE;
  private final Ledger ledger = new Ledger();
  private long dropped;
  private long lost;
  private boolean robbed;
  private String renewer = "";

  public InMemoryReplica(String name) {
    this.name = name;
  }

  /** The node's name. */
  public String name() {
    return name;
  }

  /** Loses everything, as FLUSHALL or a new disk does. */
  public void wipe() {
    restore(new InMemoryReplica(name));
  }

  /** Loses one key, as an eviction or somebody's DEL does. */
  public void evict(String key) {
    states.remove(key);
    held.remove(key);
  }

  /** Becomes what the other was, as an old disk does. */
  public void restore(InMemoryReplica disk) {
    states.clear();
    states.putAll(disk.states);
    held.clear();
    disk.held.forEach((key, ids) -> held.put(key, new TreeMap<>(ids)));
    known.clear();
    known.putAll(disk.known);
    due.clear();
    due.putAll(disk.due);
    log.clear();
    log.addAll(disk.log);
    standing = disk.standing;
    seen = disk.seen;
    least = disk.least;
    ledger.restore(disk.ledger);
    dropped = disk.dropped;
    lost = disk.lost;
    robbed = disk.robbed;
    renewer = disk.renewer;
  }

  /** A copy of the disk, for {@link #restore}. */
  public InMemoryReplica snapshot() {
    InMemoryReplica copy = new InMemoryReplica(name);
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
    String holds = Dot.node(standing.incarnation());
    if (!holds.isEmpty() && !holds.equals(name)) {
      return new Reply.Misplaced(holds);
    }
    if (request instanceof Request.Enter enter) {
      return enter(enter, run, timeUs);
    }
    if (robbed || standing.strange(run) || robbed(keys(request), timeUs)) {
      return new Reply.Strange(standing.incarnation());
    }
    return switch (request) {
      case Request.Status() -> greeting(timeUs);
      case Request.Renew renew -> here(renew.node()).orElseGet(() -> renew(renew, timeUs));
      case Request.Enter enter -> enter(enter, run, timeUs);
      case Request.Write write -> write(write, timeUs);
      case Request.Read(String key) -> read(key, timeUs);
      case Request.Log(String node, VersionVector target, int most) ->
          here(node).orElseGet(() -> log(target, most, timeUs));
      case Request.Apply apply -> here(apply.node()).orElseGet(() -> apply(apply, timeUs));
      case Request.Fetch(String node, List<String> keys) -> here(node).orElseGet(() -> fetch(keys));
      case Request.Merge merge -> both(merge.node(), merge.source(), () -> merge(merge, timeUs));
      case Request.TakeOver end -> both(end.node(), end.source(), () -> takeOver(end, timeUs));
      case Request.Scan(String node, String cursor, int most) ->
          here(node).orElseGet(() -> scan(cursor, most));
      case Request.Digest(String node, List<String> keys) ->
          here(node).orElseGet(() -> digest(keys));
      case Request.Sums(String node) -> here(node).orElseGet(() -> new Reply.Sums(ledger.sums()));
      case Request.Page(String node, int bucket, String cursor, int most) ->
          here(node).orElseGet(() -> page(bucket, cursor, most));
      case Request.Check(String node, String cursor, int most) ->
          here(node).orElseGet(() -> check(cursor, most, timeUs));
      case Request.Trim trim -> here(trim.node()).orElseGet(() -> trim(trim));
      case Request.Collect collect ->
          here(collect.node()).orElseGet(() -> collect(collect, timeUs));
      case Request.Raise(String node, long epoch) ->
          here(node).orElseGet(() -> raise(epoch, timeUs));
      case Request.Fold(String node, Dot end) -> here(node).orElseGet(() -> fold(end));
    };
  }

  private Reply enter(Request.Enter enter, String run, long timeUs) {
    if (!standing.incarnation().equals(enter.was())) {
      return new Reply.Moved(standing.incarnation());
    }
    if (robbed) {
      seen = VersionVector.of(enter.incarnation(), 1);
      log.clear();
      forgetIds();
      robbed = false;
    }
    standing = standing.enter(enter.incarnation(), run, enter.alone(), timeUs);
    return greeting(timeUs);
  }

  private Reply greeting(long timeUs) {
    return new Reply.Greeting(
        standing.incarnation(),
        timeUs,
        standing.epoch(),
        standing.ready(),
        seen,
        standing.marks(),
        standing.lives(),
        log.isEmpty() ? 0 : log.peekFirst().dot().position(),
        dropped,
        lost,
        renewer);
  }

  private Reply renew(Request.Renew renew, long timeUs) {
    for (Request.Level level : renew.levels()) {
      if (holds(level) && !standing.lives().dead(level.source())) {
        standing =
            noticed(standing, timeUs)
                .mark(Dot.node(level.source()), Optional.of(level.mark()), timeUs);
      }
    }
    Reply found = greeting(timeUs);
    renewer = renew.renewer();
    return found;
  }

  /** Whether this node has all that the source had when its end was read. */
  boolean holds(Request.Level level) {
    return seen.at(level.source()) >= level.end();
  }

  private Reply write(Request.Write write, long timeUs) {
    if (timeUs > write.notAfterUs()) {
      return new Reply.Late(timeUs);
    }
    KeyState state = state(write.key());
    VersionVector superseded = write.superseded(state);
    Optional<Dot> living = state.dotOf(write.id());
    if (living.isPresent() || recalled(state, write.id()).named().contains(write.id())) {
      return wrote(living, true, state, write.said(), write.named(), 0, timeUs);
    }
    SortedSet<String> named = new TreeSet<>(write.named());
    named.addAll(state.ids(superseded));
    Dot dot = new Dot(standing.incarnation(), seen.at(standing.incarnation()) + 1);
    LogEntry entry =
        new LogEntry(write.key(), write.value(), write.id(), write.clock(), dot, superseded, named);
    KeyState after = after(state, entry);
    if (write.value().isPresent() && write.limit().refuses(state, after)) {
      return new Reply.Crowded(state.siblings().size(), state.bytes());
    }
    log.addLast(logged(entry, after));
    seen = seen.with(dot);
    keep(write.key(), after, timeUs);
    long removed =
        state.siblings().keySet().stream().filter(d -> !after.siblings().containsKey(d)).count();
    return wrote(Optional.of(dot), false, after, superseded, named, (int) removed, timeUs);
  }

  private Reply wrote(
      Optional<Dot> dot,
      boolean repeated,
      KeyState after,
      VersionVector superseded,
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
    standing = noticed(standing, timeUs);
    return new Reply.Seen(
        standing.incarnation(),
        state(key),
        timeUs,
        standing.epoch(),
        standing.ready(),
        seen,
        standing.marks(),
        standing.lives());
  }

  private Reply log(VersionVector target, int most, long timeUs) {
    // A folded life is told by a resync only: nobody knows here any more where it ended.
    String life =
        log.stream()
            .map(LogEntry::dot)
            .filter(dot -> seen.at(dot.incarnation()) > 0 && !target.covers(dot))
            .findFirst()
            .map(Dot::incarnation)
            .orElse(standing.incarnation());
    List<LogEntry> its =
        log.stream().filter(entry -> entry.dot().incarnation().equals(life)).toList();
    return new Reply.Entries(
        life,
        its.stream().filter(entry -> !target.covers(entry.dot())).limit(most).toList(),
        its.isEmpty() ? 0 : its.getFirst().dot().position(),
        seen.at(life),
        timeUs,
        seen,
        standing.lives());
  }

  private Reply apply(Request.Apply apply, long timeUs) {
    long cursor = seen.at(apply.source());
    boolean folded = cursor == 0 && seen.covers(new Dot(apply.source(), 1));
    if (cursor != apply.after() || folded) {
      return new Reply.Behind(cursor);
    }
    standing = noticed(learn(standing, apply.lives(), timeUs), timeUs);
    if (apply.last() > cursor) {
      seen = seen.join(VersionVector.of(apply.source(), apply.last()));
    }
    for (LogEntry entry : apply.changes()) {
      KeyState mine = state(entry.key());
      KeyState told = entry.value().isPresent() ? recalled(mine, entry.id()) : mine;
      keep(entry.key(), after(told, entry), timeUs);
    }
    standing = standing.mark(Dot.node(apply.source()), apply.mark(), timeUs);
    return new Reply.Applied(apply.changes().size(), seen, standing.epoch(), timeUs);
  }

  private Reply fetch(List<String> keys) {
    SortedMap<String, KeyState> found = new TreeMap<>();
    long bytes = 0;
    for (String key : keys) {
      if (bytes < Request.Fetch.BYTES_MOST) {
        found.put(key, state(key));
        bytes += state(key).bytes();
      }
    }
    return new Reply.States(standing.incarnation(), found, seen);
  }

  private Reply merge(Request.Merge merge, long timeUs) {
    if (tooOld(merge.seen(), least)) {
      return new Reply.Behind(seen.at(merge.source()));
    }
    int changed = 0;
    int unseen = 0;
    for (Map.Entry<String, KeyState> entry : merge.states().entrySet()) {
      KeyState mine = state(entry.getKey());
      for (KeyState.Sibling sibling : entry.getValue().siblings().values()) {
        mine = recalled(mine, sibling.id());
      }
      KeyState merged = merged(mine, entry.getValue(), merge.seen());
      changed += merged.siblings().equals(mine.siblings()) ? 0 : 1;
      unseen += mine.unseenBy(entry.getValue(), merge.seen());
      keep(entry.getKey(), merged, timeUs);
    }
    dropped += unseen;
    return new Reply.Merged(changed, unseen);
  }

  private Reply takeOver(Request.TakeOver end, long timeUs) {
    standing = noticed(learn(standing, end.lives(), timeUs), timeUs).resynced();
    seen = seen.join(end.seen());
    standing = standing.mark(Dot.node(end.source()), end.mark(), timeUs);
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
    return new Reply.Digests(digests, "");
  }

  private Reply page(int bucket, String cursor, int most) {
    SortedMap<String, String> page = ledger.page(bucket, cursor, most);
    return new Reply.Digests(page, page.size() < most ? "" : page.lastKey());
  }

  private Reply check(String cursor, int most, long timeUs) {
    List<String> page = ledger.page(cursor, most);
    return robbed(page, timeUs)
        ? new Reply.Strange(standing.incarnation())
        : new Reply.Checked(page.size() < most ? "" : page.getLast());
  }

  private static Collection<String> keys(Request request) {
    return switch (request) {
      case Request.Write write -> List.of(write.key());
      case Request.Read(String key) -> List.of(key);
      case Request.Apply apply -> apply.changes().stream().map(LogEntry::key).toList();
      case Request.Fetch(String node, List<String> keys) -> keys;
      case Request.Merge merge -> merge.states().keySet();
      case Request.Digest(String node, List<String> keys) -> keys;
      case Request other -> List.of();
    };
  }

  /**
   * Compares keys with the record of them, and mends what differs: a tombstone is put back, of the
   * rest the record is mended. Whether somebody took a value away that would look deleted.
   */
  private boolean robbed(Collection<String> keys, long timeUs) {
    for (String key : keys) {
      Optional<KeyState> buried = states.containsKey(key) ? Optional.empty() : buried(key);
      if (buried.isPresent()) {
        keep(key, buried.get(), timeUs);
      } else {
        KeyState state = state(key);
        Set<Dot> lives = state.siblings().keySet();
        List<Dot> gone = ledger.of(key).stream().filter(dot -> !lives.contains(dot)).toList();
        lost += gone.size();
        robbed |= robs(gone);
        ledger.write(key, state);
      }
    }
    return robbed;
  }

  private Reply trim(Request.Trim trim) {
    int before = log.size();
    while (!log.isEmpty() && trim.everywhere().covers(log.peekFirst().dot())) {
      log.removeFirst();
    }
    keep(trim.entriesMost());
    long bytes =
        log.stream()
            .mapToLong(entry -> entry.key().length() + entry.value().map(String::length).orElse(0))
            .sum();
    if (bytes > trim.bytesMost()) {
      keep(Math.max(1, (long) ((double) log.size() * trim.bytesMost() / bytes)));
    }
    return new Reply.Done(before - log.size());
  }

  private void keep(long newest) {
    while (log.size() > newest) {
      log.removeFirst();
    }
  }

  private Reply collect(Request.Collect collect, long timeUs) {
    long passedUs =
        collect.others().stream()
            .mapToLong(node -> standing.marks().getOrDefault(node, -1L))
            .reduce(timeUs, Math::min);
    long graceUs = passedUs - WriteId.GRACE_US;
    long limitUs = graceUs < standing.sinceUs() ? 0 : graceUs;
    List<String> some =
        Stream.concat(
                dueAt(at -> at >= 0 && at <= limitUs),
                // Mentioned before the clock stepped back.
                dueAt(at -> at > timeUs))
            .limit(collect.most())
            .toList();
    if (limitUs > 0) {
      known.values().removeIf(at -> at <= limitUs);
    }
    some.forEach(key -> tidy(key, limitUs, timeUs, collect.everywhere()));
    return new Reply.Done(some.size());
  }

  private Stream<String> dueAt(LongPredicate such) {
    return due.entrySet().stream()
        .filter(entry -> such.test(entry.getValue()))
        .sorted(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey);
  }

  private void tidy(String key, long limitUs, long timeUs, VersionVector everywhere) {
    NavigableMap<String, Long> ids = held.computeIfAbsent(key, any -> new TreeMap<>());
    ids.replaceAll((id, at) -> Math.min(at, timeUs));
    ids.values().removeIf(at -> at <= limitUs);
    OptionalLong oldest = ids.values().stream().mapToLong(at -> at).min();
    KeyState state = state(key);
    if (states.containsKey(key) && collectable(state, everywhere)) {
      if (!seen.covers(state.context())) {
        least = least.join(everywhere);
      }
      states.remove(key);
      ledger.write(key, KeyState.NONE);
    }
    if (!states.containsKey(key) || (oldest.isEmpty() && !state.empty())) {
      due.remove(key);
    } else {
      due.put(key, oldest.orElse(timeUs));
    }
    if (ids.isEmpty()) {
      held.remove(key);
    }
    if (states.containsKey(key)) {
      ledger.write(key, state(key));
    }
  }

  private Reply raise(long epoch, long timeUs) {
    if (standing.epoch() == epoch) {
      standing = standing.raise(timeUs);
    }
    return greeting(timeUs);
  }

  private Reply fold(Dot end) {
    long applied = seen.at(end.incarnation());
    String life = standing.incarnation();
    boolean behindUs = !end.node().equals(name) || end.incarnation().compareTo(life) < 0;
    boolean over = standing.lives().dead(end.incarnation()) && behindUs;
    if (!over || applied != end.position()) {
      return new Reply.Behind(applied);
    }
    seen = seen.fold(end);
    return new Reply.Done(1);
  }

  /** The state of a key; {@link KeyState#NONE} if nothing is held of it. */
  KeyState state(String key) {
    KeyState kept = states.getOrDefault(key, KeyState.NONE);
    SortedMap<String, Long> ids = held.get(key);
    return new KeyState(
        kept.siblings(),
        kept.context(),
        ids == null ? new TreeSet<>() : new TreeSet<>(ids.keySet()));
  }

  /** The keys held, tombstones included. */
  SortedSet<String> keys() {
    return new TreeSet<>(states.keySet());
  }

  /** The log, oldest first. */
  List<LogEntry> log() {
    return List.copyOf(log);
  }

  /** Whether it knows of a dot of a key, and nobody took away what it knows (AP-6). */
  boolean knows(String key, Dot dot) {
    KeyState state = buried(key).orElseGet(() -> state(key));
    boolean whole = !robbed && state.siblings().keySet().containsAll(ledger.of(key));
    return seen.covers(dot) && (whole || state.context().covers(dot));
  }

  /** Whether a key is what its record says. */
  boolean recordsWhatIs(String key) {
    Ledger mended = new Ledger();
    mended.restore(ledger);
    mended.write(key, state(key));
    return mended.toString().equals(ledger.toString());
  }

  /** All that it holds, as texts by name: two nodes that agree in it are the same. */
  SortedMap<String, String> contents() {
    SortedMap<String, String> all = new TreeMap<>();
    all.put("life", standing.incarnation() + " " + standing.run() + " " + standing.ready());
    all.put("epoch", standing.epoch() + " since " + standing.sinceUs());
    all.put("marks", standing.marks().toString());
    all.put("lives", Codec.text(standing.lives()));
    all.put("seen", seen.toString());
    all.put("least", least.toString());
    all.put("counted", dropped + " dropped, " + lost + " lost, robbed " + robbed);
    all.put("log", log.toString());
    all.put("known", known.toString());
    all.put("due", due.toString());
    for (String key : keys()) {
      Map<String, Long> ids = held.getOrDefault(key, Collections.emptyNavigableMap());
      KeyState state = states.get(key);
      all.put("key " + key, state.siblings() + " " + state.context() + " " + ids);
    }
    all.put("recorded", ledger.toString());
    return all;
  }

  VersionVector seen() {
    return seen;
  }

  IncarnationState standing() {
    return standing;
  }

  private void keep(String key, KeyState state, long timeUs) {
    if (!state.named().isEmpty()) {
      NavigableMap<String, Long> ids = held.computeIfAbsent(key, k -> new TreeMap<>());
      state
          .named()
          .forEach(id -> {
            if (ids.putIfAbsent(id, timeUs) == null) {
              known.putIfAbsent(id, timeUs);
            }
          });
      while (ids.size() > WriteId.HELD_MOST) {
        ids.pollFirstEntry();
      }
    }
    states.put(key, state);
    ledger.write(key, state(key));
    boolean holds = held.containsKey(key);
    if (collectable(state(key), VersionVector.NONE)) {
      states.remove(key);
      ledger.write(key, KeyState.NONE);
      due.remove(key);
    } else if (holds || state.empty()) {
      due.putIfAbsent(key, holds ? timeUs : 0);
    }
  }

  private Optional<Reply> here(String node) {
    return node.equals(standing.incarnation())
        ? Optional.empty()
        : Optional.of(new Reply.Moved(standing.incarnation()));
  }

  /** Both ends named: this node's life and the source's, as far as it is known here. */
  private Reply both(String node, String source, Supplier<Reply> step) {
    Optional<Reply> moved = here(node);
    if (moved.isPresent()) {
      return moved.get();
    }
    return standing.lives().dead(source)
        ? new Reply.Moved(standing.lives().of(Dot.node(source)).orElseThrow())
        : step.get();
  }

  // The rules, one method each, so that a test can take one away and must find it missing.

  /**
   * Whether values that somebody took away would be taken for deleted ones: those that the vector
   * covers, and as soon as it does those that a merge carried ahead of it (AP-6).
   */
  boolean robs(Collection<Dot> gone) {
    return !gone.isEmpty();
  }

  /** The tombstone of a key by the node's record, which brings it back once it was taken (AP-6). */
  Optional<KeyState> buried(String key) {
    return ledger.buried(key);
  }

  /** What superseded a value may be gone for good, and must not take it away then (AP-6). */
  void forgetIds() {
    known.clear();
  }

  /** What the log keeps of a write: the write itself, its dot apart from its context. */
  LogEntry logged(LogEntry entry, KeyState after) {
    return entry;
  }

  /** A key carries its newest ids only; what it carries no more, the node still knows (AP-3). */
  KeyState recalled(KeyState state, String id) {
    return known.containsKey(id) ? state.naming(id) : state;
  }

  KeyState after(KeyState state, LogEntry entry) {
    return state.after(entry);
  }

  KeyState merged(KeyState mine, KeyState other, VersionVector otherSeen) {
    return mine.merge(seen, other, otherSeen);
  }

  IncarnationState learn(IncarnationState before, Incarnations lives, long timeUs) {
    return before.learn(lives, timeUs);
  }

  IncarnationState noticed(IncarnationState before, long timeUs) {
    return before.at(timeUs);
  }

  /** Whether states were read before what every node had seen when tombstones went. */
  boolean tooOld(VersionVector read, VersionVector least) {
    return !read.covers(least);
  }

  /**
   * A tombstone is needed only until the applied vector covers its context, or, of what died with a
   * disk, until nobody can bring it back.
   */
  boolean collectable(KeyState state, VersionVector everywhere) {
    return state.empty()
        && state.named().isEmpty()
        && (seen.covers(state.context())
            || state
                .context()
                .entries()
                .allMatch(d -> everywhere.covers(d) || gone(d, everywhere)));
  }

  private boolean gone(Dot dot, VersionVector everywhere) {
    return !everywhere.equals(VersionVector.NONE)
        && standing.lives().dead(dot.incarnation())
        && !seen.covers(dot);
  }
}
