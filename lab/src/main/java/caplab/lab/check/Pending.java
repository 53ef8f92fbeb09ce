package caplab.lab.check;

import caplab.lab.check.RegisterCall.Kind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The calls that began and are not over, each in a slot, and for every value how many calls are
 * still to come that it matters to.
 */
final class Pending {

  /** In place of any value that matters to no call that is not over yet. */
  static final int UNREAD = -2;

  final long[] open;
  final long[] assertions;

  private final long[] effects;

  private final RegisterCall[] slots;
  private final BitSet used = new BitSet();
  private final Map<RegisterCall, Integer> places = new IdentityHashMap<>();
  private final int[] interested;
  private final int[] needed;
  private final int[] written;

  /** For every value the compare-and-sets that are pending on it. */
  private final int[] swapped;

  Pending(List<RegisterCall> calls, int width) {
    int values =
        1 + calls.stream().mapToInt(it -> Math.max(it.expects(), it.leaves())).max().orElse(0);
    interested = new int[values];
    needed = new int[values];
    written = new int[values];
    slots = new RegisterCall[width];
    open = new long[(width + 63) / 64];
    assertions = new long[(width + 63) / 64];
    effects = new long[(width + 63) / 64];
    swapped = new int[values];
    calls.forEach(it -> count(it, 1));
  }

  /** Takes in a call that begins, and returns its slot. */
  int begin(RegisterCall call) {
    int slot = used.nextClearBit(0);
    used.set(slot);
    slots[slot] = call;
    if (!call.isOpen()) {
      places.put(call, slot);
    }
    mark(open, slot, call.isOpen());
    mark(assertions, slot, call.isAssertion());
    mark(effects, slot, !call.isAssertion());
    swapped[Math.max(0, call.expects())] += call.kind() == Kind.CAS ? 1 : 0;
    return slot;
  }

  int slot(RegisterCall call) {
    return places.get(call);
  }

  /** Forgets a call that is over. */
  void end(RegisterCall call) {
    int slot = places.remove(call);
    used.clear(slot);
    mark(open, slot, false);
    mark(assertions, slot, false);
    mark(effects, slot, false);
    swapped[Math.max(0, call.expects())] -= call.kind() == Kind.CAS ? 1 : 0;
    count(call, -1);
  }

  RegisterCall call(int slot) {
    return slots[slot];
  }

  /** The value, or {@link #UNREAD} if it matters to nobody any more. */
  int significant(int value) {
    return value >= 0 && interested[value] == 0 ? UNREAD : value;
  }

  /**
   * Whether a value must not be given up: some call has to meet it, and nothing will bring it back.
   */
  boolean isIndispensable(int value, SearchState way) {
    if (value < 0 || needed[value] == 0) {
      return false;
    }
    int needs = needed[value];
    int writers = written[value];
    for (int word = 0; word < way.done.length; word++) {
      for (long left = way.done[word]; left != 0; left &= left - 1) {
        RegisterCall call = slots[64 * word + Long.numberOfTrailingZeros(left)];
        needs -= !call.isOpen() && call.consumes(value) ? 1 : 0;
        writers -= call.leaves() == value ? 1 : 0;
      }
    }
    return needs > 0 && writers == 0;
  }

  /** Lets all assertions that began before a position and hold of a state take effect. */
  void settle(SearchState way, int state, int before) {
    for (int word = 0; word < assertions.length; word++) {
      for (long left = assertions[word] & ~way.done[word]; left != 0; left &= left - 1) {
        int slot = 64 * word + Long.numberOfTrailingZeros(left);
        if (slots[slot].began() < before && slots[slot].holds(state)) {
          way.add(slot);
        }
      }
    }
  }

  /**
   * The slots of compare-and-sets that could take effect on a state; of those that do the same,
   * only the one that has to be over first, since the others can take its place later.
   */
  List<Integer> swaps(SearchState way, int state, int before) {
    return state < 0 || swapped[state] == 0
        ? List.of()
        : changes(way, before, call -> call.kind() == Kind.CAS && call.expects() == state);
  }

  /** Likewise the slots of writes that help a call to take effect, by themselves or by a swap. */
  List<Integer> writes(SearchState way, RegisterCall helped, int before) {
    return changes(
        way, before, call -> call.kind() == Kind.WRITE && helps(way, call.leaves(), helped));
  }

  private boolean helps(SearchState way, int value, RegisterCall helped) {
    boolean meets = helped.isAssertion() ? helped.holds(value) : helped.consumes(value);
    return meets || swapped[value] > 0 && !swaps(way, value, Integer.MAX_VALUE).isEmpty();
  }

  private List<Integer> changes(SearchState way, int before, Predicate<RegisterCall> wanted) {
    List<Integer> found = new ArrayList<>(2);
    for (int word = 0; word < effects.length; word++) {
      for (long left = effects[word] & ~way.done[word]; left != 0; left &= left - 1) {
        int slot = 64 * word + Long.numberOfTrailingZeros(left);
        if (slots[slot].began() < before && wanted.test(slots[slot])) {
          addFirstOfAKind(found, slot);
        }
      }
    }
    return found;
  }

  private void addFirstOfAKind(List<Integer> found, int slot) {
    RegisterCall call = slots[slot];
    for (int i = 0; i < found.size(); i++) {
      RegisterCall other = slots[found.get(i)];
      if (significant(call.leaves()) == significant(other.leaves())
          && call.expects() == other.expects()) {
        if (call.ended() < other.ended()) {
          found.set(i, slot);
        }
        return;
      }
    }
    found.add(slot);
  }

  private void count(RegisterCall call, int by) {
    if (call.expects() >= 0) {
      interested[call.expects()] += by;
      needed[call.expects()] += call.kind() != Kind.UNMET && !call.isOpen() ? by : 0;
    }
    if (call.leaves() >= 0) {
      written[call.leaves()] += by;
    }
  }

  private static void mark(long[] set, int slot, boolean in) {
    if (in) {
      set[slot >> 6] |= 1L << slot;
    } else {
      set[slot >> 6] &= ~(1L << slot);
    }
  }
}
