package caplab.node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The calls of one connection that wait for an answer. Nothing in an answer names its call, so its
 * place among the answers does: calls leave one by one, the oldest for each answer, or all at once
 * when the connection is given up. After that no call enters and no answer finds one.
 */
final class CallsInFlight {

  private final Deque<Call> calls = new ArrayDeque<>();
  private boolean over;

  /** Adds a call that is about to be written; false if the connection was given up. */
  synchronized boolean add(Call call) {
    if (!over) {
      calls.addLast(call);
    }
    return !over;
  }

  /** The call that the answer just read belongs to, if anybody asked. */
  synchronized Optional<Call> answered() {
    return Optional.ofNullable(calls.pollFirst());
  }

  /** All that wait; from now on this is empty. */
  synchronized List<Call> giveUp() {
    over = true;
    List<Call> left = List.copyOf(calls);
    calls.clear();
    return left;
  }

  /** The call that waits longest. */
  synchronized Optional<Call> oldest() {
    return Optional.ofNullable(calls.peekFirst());
  }

  /** Those whose own deadline has passed; their answers may come yet, for nobody. */
  synchronized List<Call> overdue(long nowNanos) {
    List<Call> overdue = new ArrayList<>();
    for (Call call : calls) {
      if (call.overdue(nowNanos)) {
        overdue.add(call);
      }
    }
    return overdue;
  }
}
