package caplab.lab.check;

import caplab.lab.check.RegisterCall.Kind;
import caplab.lab.check.Search.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a witness short: cuts off what came later, then leaves out calls as long as no order
 * explains the rest (Zeller and Hildebrandt, <i>Simplifying and isolating failure-inducing
 * input</i>, 2002).
 *
 * <p>Only calls are left out without which a linearizable history stays linearizable. So a write
 * stays while a read of its value does: a value that nobody seems to have written proves nothing.
 */
final class Shrinking {

  private long stepsLeft;

  Shrinking(long stepsMax) {
    this.stepsLeft = stepsMax;
  }

  /**
   * Fewer calls that no order explains either.
   *
   * @param calls that no order explains
   * @param at the position at which this was seen
   */
  List<RegisterCall> shrink(List<RegisterCall> calls, int at) {
    return fewer(recent(plain(shortestPrefix(calls, at))));
  }

  /** Without refusals by 412, if they have no part in it: they keep many writes in. */
  private List<RegisterCall> plain(List<RegisterCall> calls) {
    List<RegisterCall> plain = calls.stream().filter(it -> it.kind() != Kind.UNMET).toList();
    return plain.size() < calls.size() && isUnexplained(plain) ? plain : calls;
  }

  /** The last calls and what they need, as few as show it: most witnesses are not far apart. */
  private List<RegisterCall> recent(List<RegisterCall> calls) {
    for (int last = 8; last < calls.size() && stepsLeft > 0; last *= 4) {
      List<RegisterCall> rest = without(calls, 0, calls.size() - last);
      if (rest.size() < calls.size() && isUnexplained(rest)) {
        return rest;
      }
    }
    return calls;
  }

  private List<RegisterCall> shortestPrefix(List<RegisterCall> calls, int at) {
    if (isUnexplained(prefix(calls, at))) {
      return prefix(calls, at);
    }
    int[] ends =
        calls.stream()
            .filter(it -> !it.isOpen())
            .mapToInt(RegisterCall::ended)
            .filter(it -> it > at)
            .sorted()
            .toArray();
    int low = 0;
    int high = ends.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (isUnexplained(prefix(calls, ends[middle]))) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low < ends.length ? prefix(calls, ends[low]) : calls;
  }

  /** What was known at a position: what was not over then had not been answered. */
  private static List<RegisterCall> prefix(List<RegisterCall> calls, int at) {
    return calls.stream()
        .filter(it -> it.began() < at && (it.ended() <= at || !it.isAssertion()))
        .map(it -> it.ended() <= at ? it : it.unanswered())
        .toList();
  }

  private List<RegisterCall> fewer(List<RegisterCall> prefix) {
    List<RegisterCall> calls = prefix;
    int chunk = Math.max(1, calls.size() / 2);
    while (true) {
      int before = calls.size();
      for (int end = calls.size(); end > 0 && stepsLeft > 0; end -= chunk) {
        List<RegisterCall> rest = without(calls, Math.max(0, end - chunk), end);
        if (rest.size() < calls.size() && isUnexplained(rest)) {
          calls = rest;
        }
      }
      if (chunk == 1 && calls.size() == before) {
        return calls;
      }
      chunk = Math.max(1, chunk / 2);
    }
  }

  private boolean isUnexplained(List<RegisterCall> calls) {
    Search search = new Search(calls, stepsLeft, Search.WAYS_MAX);
    boolean unexplained = search.run() instanceof Finding.Unexplained;
    stepsLeft -= search.steps();
    return unexplained;
  }

  /** The calls without those of a range that may be left out. */
  private static List<RegisterCall> without(List<RegisterCall> calls, int from, int to) {
    Map<Integer, Integer> consumers = new HashMap<>();
    Map<Integer, Integer> firstWriter = new HashMap<>();
    Map<Integer, Integer> unmet = new HashMap<>();
    for (int i = 0; i < calls.size(); i++) {
      RegisterCall call = calls.get(i);
      firstWriter.merge(call.leaves(), call.began(), Math::min);
      if (!call.isAssertion() || i < from || i >= to) {
        (call.kind() == Kind.UNMET ? unmet : consumers).merge(call.expects(), 1, Integer::sum);
      }
    }
    List<RegisterCall> rest = new ArrayList<>(calls.subList(to, calls.size()).reversed());
    for (RegisterCall call : calls.subList(from, to).reversed()) {
      int others = consumers.getOrDefault(call.leaves(), 0);
      if (call.isAssertion()) {
        continue;
      }
      boolean explainsUnmet =
          unmet.keySet().stream()
              .anyMatch(value ->
                  value != call.leaves()
                      && (value == 0
                          || firstWriter.getOrDefault(value, Integer.MAX_VALUE) <= call.ended()));
      if (others > 0 || explainsUnmet) {
        rest.add(call);
      } else if (call.kind() == Kind.CAS) {
        consumers.merge(call.expects(), -1, Integer::sum);
      }
    }
    rest.addAll(calls.subList(0, from).reversed());
    return rest.reversed();
  }
}
