package caplab.lab.check;

import caplab.lab.check.RegisterCall.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks for an order of the calls on one register that explains all answers and respects real time.
 *
 * <p>It goes through the history once and keeps every way in which things may have gone (Lowe,
 * <i>Testing for linearizability</i>, 2017: just-in-time linearization). A call takes effect when
 * its answer forces it to, and what must come before it then comes too. A register lets us keep few
 * ways:
 *
 * <ul>
 *   <li>an assertion takes effect as soon as it holds: it is in nobody's way;
 *   <li>what may have happened unseen, just before a value was written over, is decided only when
 *       an answer asks for it ({@link #aside});
 *   <li>a value that some call must still meet, and that nothing brings back, is not given up;
 *   <li>values that matter to nobody any more are all the same.
 * </ul>
 */
final class Search {

  /** Ways kept at one time where fewer are not enough. */
  static final int WAYS_MAX = 50_000;

  /** And no more than fit into so much memory. */
  private static final long WAYS_BYTES = 64 << 20;

  /** Where many calls are open at once, a way of so many words takes as long as two. */
  private static final int WORDS_A_STEP = 512;

  /** What came out. */
  sealed interface Finding {
    /** Some order explains everything. */
    record Explained() implements Finding {}

    /** No order does. Seen at this position; calls that began later may have a part in it. */
    record Unexplained(int at) implements Finding {}

    /** No order was found, but not all could be tried. */
    record GivenUp() implements Finding {}
  }

  private final List<RegisterCall> calls;
  private final Pending pending;
  private final long stepsMax;
  private final int waysMax;
  private final int weight;
  private boolean isPartial;
  private Frontier frontier;
  private long steps;

  private int now;
  private int forced;
  private final List<SearchState> successors = new ArrayList<>();
  private final Set<SearchState> seen = new HashSet<>();

  private record Moment(int at, boolean isEnd, RegisterCall call) {}

  /**
   * Prepares to look.
   *
   * @param calls on one register, in the order in which they began
   * @param stepsMax how many ways to try at most
   * @param waysMax how many ways to keep at one time; others are dropped, so that an order may
   *     still be found, but no longer be excluded
   */
  Search(List<RegisterCall> calls, long stepsMax, int waysMax) {
    this.calls = relevant(calls);
    this.stepsMax = stepsMax;
    int width = width(this.calls);
    int words = (width + 63) / 64;
    this.waysMax = (int) Math.min(waysMax, 1 + WAYS_BYTES / (64 + 8L * words));
    this.weight = 1 + words / WORDS_A_STEP;
    this.pending = new Pending(this.calls, width);
    this.frontier = new Frontier(pending.open, pending.assertions);
    frontier.add(new SearchState(new long[words], pending.significant(0), -1));
  }

  /** How many ways were tried. */
  long steps() {
    return steps;
  }

  Finding run() {
    for (Moment moment : moments(calls)) {
      now = moment.at();
      if (moment.isEnd()) {
        end(moment.call());
      } else {
        begin(moment.call());
      }
      if (steps > stepsMax) {
        return new Finding.GivenUp();
      }
      if (frontier.size() == 0) {
        return isPartial ? new Finding.GivenUp() : new Finding.Unexplained(now);
      }
    }
    return new Finding.Explained();
  }

  /** Without open changes that could explain nothing. */
  private static List<RegisterCall> relevant(List<RegisterCall> calls) {
    if (calls.stream().anyMatch(it -> it.kind() == Kind.UNMET)) {
      return calls;
    }
    Set<Integer> met = new HashSet<>();
    calls.forEach(it -> met.add(it.expects()));
    return calls.stream().filter(it -> !it.isOpen() || met.contains(it.leaves())).toList();
  }

  private static List<Moment> moments(List<RegisterCall> calls) {
    List<Moment> moments = new ArrayList<>(2 * calls.size());
    for (RegisterCall call : calls) {
      moments.add(new Moment(call.began(), false, call));
      if (!call.isOpen()) {
        moments.add(new Moment(call.ended(), true, call));
      }
    }
    moments.sort((left, right) -> Integer.compare(left.at, right.at));
    return moments;
  }

  private static int width(List<RegisterCall> calls) {
    int width = 0;
    int pending = 0;
    for (Moment moment : moments(calls)) {
      pending += moment.isEnd() ? -1 : 1;
      width = Math.max(width, pending);
    }
    return Math.max(1, width);
  }

  private void begin(RegisterCall call) {
    int slot = pending.begin(call);
    if (call.isAssertion()) {
      frontier.forEach(way -> {
        if (call.holds(way.state)) {
          way.add(slot);
        }
      });
    }
  }

  private void end(RegisterCall call) {
    forced = pending.slot(call);
    successors.clear();
    frontier.forEach(way -> {
      steps += weight;
      if (way.has(forced)) {
        successors.add(way);
      } else {
        seen.clear();
        ahead(way, true);
        seen.clear();
        aside(way);
      }
    });
    pending.end(call);
    frontier = new Frontier(pending.open, pending.assertions);
    for (SearchState way : successors) {
      way.remove(forced);
      way.state = pending.significant(way.state);
      frontier.add(way);
    }
    isPartial |= frontier.keep(waysMax);
  }

  /**
   * Goes on from the value that is there until the forced call took effect: by compare-and-sets,
   * and once by a write, since of two writes the first can as well have gone unseen.
   */
  private void ahead(SearchState way, boolean mayWrite) {
    if (isEnough(way)) {
      return;
    }
    RegisterCall call = pending.call(forced);
    if (call.kind() == Kind.WRITE) {
      write(way, forced);
    } else if (mayWrite) {
      pending.writes(way, call, Integer.MAX_VALUE).forEach(slot -> write(way, slot));
    }
    for (int slot : pending.swaps(way, way.state, Integer.MAX_VALUE)) {
      SearchState next = way.copy();
      if (swap(next, slot)) {
        pending.settle(next, next.state, Integer.MAX_VALUE);
        arrive(next, mayWrite);
      }
    }
  }

  private void write(SearchState way, int slot) {
    if (pending.isIndispensable(way.state, way)) {
      return;
    }
    SearchState next = way.copy();
    next.add(slot);
    next.state = pending.significant(pending.call(slot).leaves());
    next.overwritten = now;
    pending.settle(next, next.state, Integer.MAX_VALUE);
    arrive(next, false);
  }

  private void arrive(SearchState next, boolean mayWrite) {
    if (next.has(forced)) {
      successors.add(next);
    } else {
      ahead(next, mayWrite);
    }
  }

  /**
   * Lets the forced call have happened just before a value was last written over: a write, what saw
   * its value, compare-and-sets that followed. Nothing of it is left.
   */
  private void aside(SearchState way) {
    RegisterCall call = pending.call(forced);
    int before = way.overwritten;
    if (call.began() >= before) {
      return;
    }
    List<Integer> firsts =
        call.kind() == Kind.WRITE ? List.of(forced) : pending.writes(way, call, before);
    for (int slot : firsts) {
      SearchState next = way.copy();
      next.add(slot);
      next.state = pending.significant(pending.call(slot).leaves());
      unseen(next, way.state);
    }
  }

  /** Goes on with what happens unseen; at its end the value that came later is there again. */
  private void unseen(SearchState way, int after) {
    int before = way.overwritten;
    pending.settle(way, way.state, before);
    if (isEnough(way)) {
      return;
    }
    if (way.has(forced) && !pending.isIndispensable(way.state, way)) {
      SearchState end = way.copy();
      end.state = after;
      successors.add(end);
    }
    for (int slot : pending.swaps(way, way.state, before)) {
      SearchState next = way.copy();
      if (swap(next, slot)) {
        unseen(next, after);
      }
    }
  }

  /** Lets a compare-and-set take effect, unless the value that it replaces must stay. */
  private boolean swap(SearchState way, int slot) {
    int leaves = pending.call(slot).leaves();
    way.add(slot);
    if (leaves != way.state && pending.isIndispensable(way.state, way)) {
      return false;
    }
    way.state = pending.significant(leaves);
    return true;
  }

  /** Whether this way was tried before, or enough were tried. */
  private boolean isEnough(SearchState way) {
    steps += weight;
    return steps > stepsMax || !seen.add(way.copy());
  }
}
