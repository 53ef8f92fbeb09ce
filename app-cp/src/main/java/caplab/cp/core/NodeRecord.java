package caplab.cp.core;

import java.util.Optional;

/**
 * What a node keeps, per hash tag, to decide whom it may answer (CP-11 to CP-13).
 *
 * @param incarnation under which it was admitted, or marked when the view's number is 0
 * @param run the Redis run_id it was admitted with; another one means a restart
 * @param view the newest view it has entered; {@link View#NONE} when it is only marked (CP-16)
 * @param changes raised by every script that changes something (CP-15)
 * @param pending a refill in progress
 */
public record NodeRecord(
    String incarnation, String run, View view, long changes, Optional<Pending> pending) {

  /**
   * A refill in progress: the node votes for nobody until it is admitted.
   *
   * @param view in which it will be admitted, under that view's incarnation of it
   * @param run the run_id at its beginning: another restart voids it
   * @param token made by the node from its own clock when the refill began, so that no late or
   *     repeated message of an earlier refill counts
   * @param refilled how many registers it was handed: whether its mover is still at work
   */
  public record Pending(View view, String run, String token, long refilled) {

    /** One register later. */
    public Pending advanced() {
      return new Pending(view, run, token, refilled + 1);
    }
  }

  /** Of a node that was wiped: nobody it may answer, whatever is asked. */
  public static final NodeRecord NOTHING = new NodeRecord("", "", View.NONE, 0, Optional.empty());

  /** Whether the node may vote: admitted, and not restarted since. */
  public boolean votes(String runNow) {
    return run.equals(runNow) && pending.isEmpty() && view.number() > 0;
  }

  /** Whether the node may answer a message with this pass (CP-11 and CP-12, one step). */
  public boolean lets(View.Pass pass, String runNow) {
    return votes(runNow)
        && view.number() == pass.number()
        && view.creator().equals(pass.creator())
        && incarnation.equals(pass.incarnation());
  }

  /**
   * Whether the node named may enter this view: it was not restarted, the view knows it under its
   * incarnation, and the view is newer than its own. A view of an equal number made by another is
   * refused (CP-13).
   */
  public boolean mayEnter(View newer, String node, String runNow) {
    View.Member member = newer.members().get(node);
    return run.equals(runNow)
        && pending.isEmpty()
        && member != null
        && member.incarnation().equals(incarnation)
        && (newer.newerThan(view) || newer.same(view));
  }

  /**
   * Whether a refill towards this view may begin: the view is newer than the one entered and than
   * that of a refill begun in this run (or the same refill again), and it does not know the node as
   * it stands (then it may simply enter).
   */
  public boolean mayBegin(View newer, String node, String runNow) {
    View.Member member = newer.members().get(node);
    boolean known =
        member != null && run.equals(runNow) && member.incarnation().equals(incarnation);
    return member != null
        && !known
        && newer.newerThan(view)
        && pending
            .filter(begun -> begun.run().equals(runNow))
            .map(begun -> newer.newerThan(begun.view()) || newer.same(begun.view()))
            .orElse(true);
  }

  /**
   * Whether the node may be trusted as the member of this view that it was before its restart
   * (CP-15); the caller has compared the notes about it with {@code counter}.
   */
  public boolean mayTrust(View newest, String node, String admittedRun, long counter) {
    View.Member member = newest.members().get(node);
    return member != null
        && run.equals(admittedRun)
        && changes == counter
        && (incarnation.equals(member.incarnation()) || incarnation.equals(member.was()))
        && (newest.newerThan(view) || newest.same(view));
  }

  /** This record as a member of this view, admitted in the present run. */
  public NodeRecord admitted(View newest, String node, String runNow) {
    String admitted = newest.members().get(node).incarnation();
    return new NodeRecord(admitted, runNow, newest, changes + 1, Optional.empty());
  }

  /** This record one change later. */
  public NodeRecord changed() {
    return new NodeRecord(incarnation, run, view, changes + 1, pending);
  }

  /** This record with a refill in progress. */
  public NodeRecord pending(Pending refill) {
    return new NodeRecord(incarnation, run, view, changes, Optional.of(refill));
  }

  /** This record in another view, one change later. */
  public NodeRecord in(View other) {
    return new NodeRecord(incarnation, run, other, changes + 1, pending);
  }
}
