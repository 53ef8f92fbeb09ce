package caplab.ap.core;

import static java.util.Comparator.naturalOrder;
import static org.assertj.core.api.Assertions.assertThat;

import caplab.node.Twins;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Random requests to one node that is there twice, in memory and {@linkplain Twin elsewhere}: as
 * instances send them between it and two other nodes, and as they should not, late, repeated, for
 * lives that are over, at wrong cursors; while its clock steps, its disk is lost or old, keys are
 * deleted by hand and memory is short. Both must answer the same and be the same after it.
 */
public final class Traffic implements Twins.Pair {

  /** The same node elsewhere. */
  public interface Twin {
    /** Carries out a request as {@link InMemoryReplica#on} does. */
    Reply on(Request request, String run, long timeUs);

    /** All it holds, as {@link InMemoryReplica#contents} tells it. */
    SortedMap<String, String> contents();

    /** Loses everything. */
    void wipe();

    /** Loses a key. */
    void evict(String key);

    /** Keeps a copy of its disk. */
    void keepDisk();

    /** Has the disk again that was kept last. */
    void rollBack();

    /** Has no memory left, or has again. */
    void full(boolean full);
  }

  private static final String NAME = "db_g1";
  private static final List<String> KEYS = List.of("a", "b", "c", "d e,=;", "ü");
  private static final long FAR = 1L << 40;
  private static final int WRITES_KEPT = 36;

  private final Twin twin;
  private RandomGenerator random;
  private InMemoryReplica node;
  private InMemoryReplica disk;
  private List<InMemoryReplica> others;
  private List<Request> underWay;
  private List<Request.Write> writes;
  private List<String> lives;
  private List<String> livesOfAll;
  private List<Request.Mark> marks;
  private List<Reply.Greeting> greetings;
  private long timeUs;
  private long ms;
  private int run;
  private boolean full;
  private StringJoiner taken;

  public Traffic(Twin twin) {
    this.twin = twin;
  }

  @Override
  public void begin() {
    random = new SplittableRandom(1);
    node = new InMemoryReplica(NAME);
    disk = new InMemoryReplica(NAME);
    others = List.of(new InMemoryReplica("db_g2"), new InMemoryReplica("db_g3"));
    underWay = new ArrayList<>();
    writes = new ArrayList<>();
    lives = new ArrayList<>();
    livesOfAll = new ArrayList<>();
    marks = new ArrayList<>();
    greetings = new ArrayList<>();
    timeUs = 1_700_000_000_000_000L;
    ms = 1_700_000_000_000L;
    run = 0;
    full = false;
    taken = new StringJoiner("\n");
    twin.full(false);
    twin.wipe();
    twin.keepDisk();
    others.forEach(this::enter);
    enter();
  }

  @Override
  public String step(RandomGenerator chance) {
    random = chance;
    taken = new StringJoiner("\n");
    pass();
    act(random.nextInt(100));
    assertThat(twin.contents()).as("what is held after %s", taken).isEqualTo(node.contents());
    return taken.toString();
  }

  private void pass() {
    timeUs += random.nextInt(10) == 0 ? random.nextInt(4_000_000) : 1 + random.nextInt(50_000);
    if (random.nextInt(60) == 0) {
      timeUs += random.nextInt(40_000_000) - 20_000_000;
    }
  }

  private void act(int at) {
    InMemoryReplica other = others.get(random.nextInt(others.size()));
    if (at < 18) {
      ask(write());
    } else if (at < 30) {
      on(other, write());
    } else if (at < 40) {
      send(shipped(other));
    } else if (at < 46) {
      takeLog(other);
    } else if (at < 52) {
      send(merge(other));
    } else if (at < 56) {
      give(other);
    } else if (at < 60) {
      send(takeOver(other));
    } else if (at < 67) {
      ask(new Request.Read(key()));
    } else if (at < 69) {
      greet();
    } else if (at < 70) {
      ask(renew());
    } else if (at < 72) {
      ask(new Request.Digest(life(), keys()));
    } else if (at < 74) {
      walk();
    } else if (at < 76) {
      ask(new Request.Check(life(), "", 4_000));
    } else if (at < 79) {
      ask(trim());
    } else if (at < 84) {
      ask(collect());
    } else if (at < 85) {
      ask(new Request.Raise(life(), node.standing().epoch() - random.nextInt(2)));
    } else if (at < 88) {
      ask(fold());
    } else if (at < 94) {
      late();
    } else {
      disaster(other);
    }
  }

  private void disaster(InMemoryReplica other) {
    switch (random.nextInt(9)) {
      case 0 -> {
        taken.add("restart");
        run++;
        enter();
      }
      case 1 -> {
        taken.add("wipe");
        wipe();
        enter();
      }
      case 2 -> {
        taken.add("keep disk");
        disk = node.snapshot();
        twin.keepDisk();
      }
      case 3 -> {
        taken.add("old disk");
        node.restore(disk);
        twin.rollBack();
        run++;
        enter();
      }
      case 4, 5 -> {
        String key = key();
        taken.add("delete by hand " + key);
        node.evict(key);
        twin.evict(key);
      }
      case 6 -> {
        full = !full;
        twin.full(full);
      }
      case 7 -> {
        if (random.nextBoolean()) {
          other.wipe();
        }
        enter(other);
      }
      default -> enterAnyhow();
    }
  }

  // What is asked.

  /** Asks both; what they answer must be the same. */
  private Reply ask(Request request) {
    taken.add(timeUs + " run" + run + (full ? " full " : " ") + request);
    InMemoryReplica before = full ? node.snapshot() : null;
    Reply mine = node.on(request, "run" + run, timeUs);
    if (full && isFullFor(request, mine, before)) {
      node.restore(before);
      mine = new Reply.Full();
    }
    Reply its = twin.on(request, "run" + run, timeUs);
    assertThat(its).as("answer to %s", taken).isEqualTo(mine);
    if (its instanceof Reply.Strange && random.nextInt(3) > 0) {
      enter();
    }
    return mine;
  }

  /**
   * A value needs memory, unless the step had something to mend first: Redis asks at a script's
   * first write only (B-5).
   */
  private static boolean isFullFor(Request request, Reply reply, InMemoryReplica before) {
    return request instanceof Request.Write write
        && write.value().isPresent()
        && reply instanceof Reply.Wrote wrote
        && !wrote.repeated()
        && wrote.dot().isPresent()
        && before.recordsWhatIs(write.key());
  }

  /** Now, later, or twice. */
  private void send(Optional<? extends Request> request) {
    request.ifPresent(it -> {
      if (random.nextInt(5) > 0) {
        ask(it);
      }
      if (random.nextInt(4) == 0) {
        underWay.add(it);
      }
    });
  }

  private void late() {
    if (!underWay.isEmpty()) {
      ask(underWay.remove(random.nextInt(underWay.size())));
    }
  }

  private Request.Write write() {
    if (!writes.isEmpty() && random.nextInt(7) == 0) {
      return writes.get(random.nextInt(writes.size()));
    }
    InMemoryReplica read = random.nextBoolean() ? node : others.get(random.nextInt(2));
    String key = key();
    KeyState state = read.state(key);
    SessionToken.Context shown = SessionToken.Context.of(state);
    int kind = random.nextInt(5);
    Request.Write write =
        new Request.Write(
            key,
            random.nextInt(4) == 0 ? Optional.empty() : Optional.of(value()),
            WriteId.of(++ms, random.nextLong()),
            LogEntry.tick(LogEntry.START, ms - random.nextInt(3)),
            kind == 0
                ? Optional.of(state.context())
                : kind == 1 ? Optional.of(VersionVector.NONE) : Optional.empty(),
            kind == 2 ? shown.vector() : VersionVector.NONE,
            kind == 0 ? state.known() : kind == 2 ? shown.ids() : Collections.emptySortedSet(),
            random.nextInt(4) > 0 ? Long.MAX_VALUE : timeUs + random.nextInt(3_000_000) - 500_000,
            random.nextInt(4) > 0
                ? KeyState.Limit.DEFAULT
                : new KeyState.Limit(1 + random.nextInt(3), 100 + random.nextInt(200)));
    writes.add(write);
    if (writes.size() > WRITES_KEPT) {
      writes.removeFirst();
    }
    return write;
  }

  private String value() {
    return random.nextInt(5) == 0 ? "ü, =;\n@" : "v" + random.nextInt(100);
  }

  private void greet() {
    if (ask(new Request.Status()) instanceof Reply.Greeting greeting) {
      marks.add(new Request.Mark(greeting.timeUs(), greeting.epoch()));
      if (marks.size() > 3) {
        marks.removeFirst();
      }
    }
  }

  /**
   * Watermarks of what may be level; sometimes of more than the node has, or of a life that is
   * over.
   */
  private Request.Renew renew() {
    List<Request.Level> levels = new ArrayList<>();
    for (InMemoryReplica other : others) {
      for (Request.Mark mark : marks) {
        String source = other.standing().incarnation();
        long end = node.seen().at(source) + random.nextInt(3) - 1;
        levels.add(new Request.Level(source, Math.max(0, end), mark));
      }
    }
    Collections.shuffle(levels, java.util.Random.from(random));
    return new Request.Renew(
        life(), "r" + random.nextInt(2), levels.subList(0, random.nextInt(levels.size() + 1)));
  }

  /** A link from another node, where its log reaches. */
  private Optional<Request.Apply> shipped(InMemoryReplica from) {
    int most = 1 + random.nextInt(8);
    Request.Log log = new Request.Log(from.standing().incarnation(), node.seen(), most);
    if (!(on(from, log) instanceof Reply.Entries read)) {
      return Optional.empty();
    }
    long cursor = node.seen().at(read.incarnation());
    if (cursor < read.end() && (read.first() == 0 || read.first() > cursor + 1)) {
      return Optional.empty();
    }
    long after = random.nextInt(20) == 0 ? cursor + 1 : cursor;
    return Optional.of(
        new Request.Apply(
            life(),
            read.incarnation(),
            after,
            read.changes(),
            after + read.changes().size(),
            mark(),
            heard(read.lives())));
  }

  private Incarnations heard(Incarnations told) {
    return random.nextInt(8) == 0 ? Incarnations.NONE : told;
  }

  private Optional<Request.Mark> mark() {
    return marks.isEmpty() || random.nextInt(4) == 0
        ? Optional.empty()
        : Optional.of(marks.get(random.nextInt(marks.size())));
  }

  /** A link to another node. */
  private void takeLog(InMemoryReplica to) {
    VersionVector seen = random.nextInt(8) == 0 ? VersionVector.NONE : to.seen();
    Request.Log log = new Request.Log(life(), seen, 1 + random.nextInt(8));
    if (ask(log) instanceof Reply.Entries read && seen.equals(to.seen())) {
      on(
          to,
          new Request.Apply(
              to.standing().incarnation(),
              read.incarnation(),
              to.seen().at(read.incarnation()),
              read.changes(),
              read.changes().isEmpty()
                  ? to.seen().at(read.incarnation())
                  : read.changes().getLast().dot().position(),
              Optional.empty(),
              read.lives()));
    }
  }

  private Optional<Request.Merge> merge(InMemoryReplica from) {
    return on(from, new Request.Fetch(from.standing().incarnation(), keys()))
            instanceof Reply.States read
        ? Optional.of(new Request.Merge(life(), read.incarnation(), read.states(), read.seen()))
        : Optional.empty();
  }

  private void give(InMemoryReplica to) {
    if (ask(new Request.Fetch(life(), keys())) instanceof Reply.States read) {
      on(
          to,
          new Request.Merge(
              to.standing().incarnation(), read.incarnation(), read.states(), read.seen()));
    }
  }

  /** The end of a resync that began some time ago, all its pages before it or none. */
  private Optional<Request.TakeOver> takeOver(InMemoryReplica from) {
    if (on(from, new Request.Status()) instanceof Reply.Greeting greeting) {
      greetings.add(greeting);
    }
    if (greetings.isEmpty()) {
      return Optional.empty();
    }
    Reply.Greeting begun = greetings.get(random.nextInt(greetings.size()));
    if (greetings.size() > 3) {
      greetings.removeFirst();
    }
    if (random.nextBoolean()
        && on(from, new Request.Fetch(from.standing().incarnation(), KEYS))
            instanceof Reply.States read) {
      ask(new Request.Merge(life(), begun.incarnation(), read.states(), begun.seen()));
    }
    return Optional.of(
        new Request.TakeOver(
            life(), begun.incarnation(), begun.seen(), mark(), heard(begun.lives())));
  }

  private Request trim() {
    VersionVector everywhere =
        random.nextInt(3) == 0 ? node.seen() : others.get(0).seen().meet(others.get(1).seen());
    long entries = random.nextInt(3) == 0 ? random.nextInt(6) : FAR;
    return new Request.Trim(life(), everywhere, entries, random.nextInt(10) == 0 ? 1 : FAR);
  }

  private Request collect() {
    SortedSet<String> names = new TreeSet<>(List.of("db_g2", "db_g3"));
    if (random.nextInt(3) == 0) {
      names.remove("db_g3");
    }
    if (random.nextInt(6) == 0) {
      names.clear();
    }
    VersionVector everywhere =
        random.nextInt(3) > 0
            ? VersionVector.NONE
            : node.seen().meet(others.get(0).seen()).meet(others.get(1).seen());
    return new Request.Collect(life(), 1 + random.nextInt(6), names, everywhere);
  }

  private Request fold() {
    List<Dot> ends = new ArrayList<>(node.seen().entries().toList());
    ends.add(new Dot(livesOfAll.get(random.nextInt(livesOfAll.size())), 0));
    Dot end = ends.get(random.nextInt(ends.size()));
    return new Request.Fold(
        life(), random.nextInt(10) == 0 ? new Dot(end.incarnation(), end.position() + 1) : end);
  }

  /** Keys, records and sums; pages may be cut differently, so whole walks are compared. */
  private void walk() {
    String life = node.standing().incarnation();
    int bucket = Ledger.bucket(key());
    int most = 1 + random.nextInt(4);
    for (Function<String, Request> page :
        List.<Function<String, Request>>of(
            cursor -> new Request.Scan(life, cursor, most),
            cursor -> new Request.Page(life, bucket, cursor, most))) {
      taken.add(timeUs + " run" + run + " all pages of " + page.apply(""));
      assertThat(walk(cursor -> twin.on(page.apply(cursor), "run" + run, timeUs)))
          .as("answer to %s", taken)
          .isEqualTo(walk(cursor -> node.on(page.apply(cursor), "run" + run, timeUs)));
    }
    ask(new Request.Sums(life()));
  }

  private static SortedSet<String> walk(Function<String, Reply> page) {
    SortedSet<String> found = new TreeSet<>();
    String cursor = "";
    for (int pages = 0; pages == 0 || (!cursor.isEmpty() && pages < 100); pages++) {
      switch (page.apply(cursor)) {
        case Reply.Keys keys -> {
          found.addAll(keys.keys());
          cursor = keys.cursor();
        }
        case Reply.Digests digests -> {
          digests.digests().forEach((key, dots) -> found.add(key + " " + dots));
          cursor = digests.cursor();
        }
        case Reply other -> {
          found.add(other.toString());
          cursor = "";
        }
      }
    }
    return found;
  }

  // Lives.

  /** The life that the node is in, or sometimes another. */
  private String life() {
    return random.nextInt(25) == 0 || node.standing().incarnation().isEmpty()
        ? lives.get(random.nextInt(lives.size()))
        : node.standing().incarnation();
  }

  /** By an instance that has heard of every life there was, as AP-8 wants it, or of none. */
  private void enter() {
    String was = node.standing().incarnation();
    boolean heard = !was.isEmpty() || random.nextInt(3) > 0;
    enter(was, heard ? lives.stream().max(naturalOrder()).orElse("") : "");
  }

  /** By an instance that knows less, or is slow. */
  private void enterAnyhow() {
    String was = random.nextBoolean() ? "" : lives.get(random.nextInt(lives.size()));
    enter(was, node.standing().incarnation());
    if (random.nextInt(4) == 0) {
      // An instance that knows of a life of this node that it has not begun itself.
      String ahead = Dot.newIncarnation(NAME, node.standing().incarnation(), ms + 5_000, 7);
      ask(
          new Request.Apply(
              life(),
              others.getFirst().standing().incarnation(),
              node.seen().at(others.getFirst().standing().incarnation()),
              List.of(),
              node.seen().at(others.getFirst().standing().incarnation()),
              Optional.empty(),
              Incarnations.of(List.of(ahead))));
    }
  }

  private void enter(String was, String after) {
    String next = Dot.newIncarnation(NAME, after, ++ms, random.nextLong());
    lives.add(next);
    livesOfAll.add(next);
    ask(new Request.Enter(was, next, random.nextInt(8) == 0));
  }

  private void enter(InMemoryReplica other) {
    String was = other.standing().incarnation();
    String newest = other.standing().lives().of(other.name()).orElse(was);
    String next = Dot.newIncarnation(other.name(), newest, ++ms, random.nextLong());
    livesOfAll.add(next);
    on(other, new Request.Enter(was, next, true));
  }

  private void wipe() {
    node.wipe();
    twin.wipe();
  }

  private Reply on(InMemoryReplica other, Request request) {
    return other.on(request, "run", timeUs);
  }

  private String key() {
    return KEYS.get(random.nextInt(KEYS.size()));
  }

  private List<String> keys() {
    List<String> some = new ArrayList<>(KEYS);
    for (int i = some.size(); i > 1; i--) {
      Collections.swap(some, i - 1, random.nextInt(i));
    }
    return some.subList(0, 1 + random.nextInt(KEYS.size()));
  }
}
