package caplab.cp.core;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * When gathered answers prove something: which answers are enough, when a value is the newest, when
 * it is known to be chosen, and when an operation's trace may be gone.
 */
public class QuorumRules {

  /** The rules as they are. Only controls take one away, to see that it is missed. */
  public static final QuorumRules PROOF = new QuorumRules();

  protected QuorumRules() {}

  /** How many votes decide: any two such sets of nodes meet. */
  protected int quorum(View view) {
    return view.majority();
  }

  /**
   * CP-13: how many nodes must have entered a new view before a refill reads them: so many that
   * every quorum of an older view has one among them. With an even number of members a round takes
   * one more (CP-14), and with fewer a refill could only begin, never end; of two members the one
   * that is left is enough.
   */
  int fence(View view) {
    return view.members().size() == 2 ? 1 : Math.max(view.fence(), view.majority());
  }

  /**
   * CP-4: a majority that reports one and the same accepted ballot reports what is chosen, and any
   * later majority meets it; otherwise a round must be completed.
   *
   * @param answers of one majority
   */
  Optional<RegisterState> proven(Collection<Reply.Held> answers) {
    Reply.Held first = answers.iterator().next();
    for (Reply.Held answer : answers) {
      if (!answer.accepted().equals(first.accepted())) {
        return Optional.empty();
      }
    }
    return Optional.of(first.state());
  }

  /** What a proposer must build on: the state of the highest ballot among a majority's promises. */
  RegisterState newest(Collection<Reply.Promised> promises) {
    return promises.stream()
        .max(Comparator.comparing(Reply.Promised::accepted))
        .map(Reply.Promised::state)
        .orElse(RegisterState.NEVER);
  }

  /**
   * CP-14: whether the highest vote gathered in a new view is that of a chosen value, so that
   * copying it makes no vote that was never cast. Of two members the one that is left has every
   * vote, and no round can be completed without the other, so its vote is taken as it is.
   */
  boolean chosen(View view, Collection<Reply.Held> answers) {
    Ballot top = answers.stream().map(Reply.Held::accepted).reduce(Ballot.ZERO, Ballot::max);
    long votes = answers.stream().filter(held -> held.accepted().equals(top)).count();
    return votes >= (view.members().size() == 2 ? 1 : view.majority());
  }

  /**
   * CP-7: whether an operation first proposed after so many traces may have been applied, or
   * refused, and left the window since; it must then never be proposed again.
   */
  boolean mayHaveLeft(long first, long traces) {
    return traces - first >= OperationWindow.WINDOW;
  }
}
