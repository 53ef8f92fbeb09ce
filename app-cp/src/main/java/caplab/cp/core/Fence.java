package caplab.cp.core;

import java.util.Optional;

/**
 * What a node keeps, per hash tag, to decide whom it may answer (rules 11 to 13).
 *
 * @param incarnation under which it was admitted, or marked when the view's number is 0
 * @param run the Redis run_id it was admitted with; another one means a restart
 * @param view the newest view it has entered; {@link View#NONE} when it is only marked (rule 16)
 * @param changes raised by every script that changes something (rule 15)
 * @param pending a refill in progress
 */
public record Fence(
    String incarnation, String run, View view, long changes, Optional<Pending> pending) {

  /**
   * A refill in progress: the node votes for nobody until it is admitted.
   *
   * @param view in which it will be admitted, under that view's incarnation of it
   * @param run the run_id at its beginning: another restart voids it
   * @param token made by the node from its own clock when the refill began, so that no late or
   *     repeated message of an earlier refill counts
   */
  public record Pending(View view, String run, String token) {}

  /** Whether the node may vote: admitted, and not restarted since. */
  public boolean votes(String runNow) {
    return run.equals(runNow) && pending.isEmpty() && view.number() > 0;
  }

  /** Whether the node may answer a message with this pass (rules 11 and 12, one step). */
  public boolean lets(View.Pass pass, String runNow) {
    return votes(runNow)
        && view.number() == pass.number()
        && view.creator().equals(pass.creator())
        && incarnation.equals(pass.incarnation());
  }

  /**
   * Whether the node named may enter this view: it was not restarted, the view knows it under its
   * incarnation, and the view is newer than its own. A view of an equal number made by another is
   * refused (rule 13).
   */
  public boolean mayEnter(View newer, String node, String runNow) {
    View.Member member = newer.members().get(node);
    return run.equals(runNow)
        && pending.isEmpty()
        && member != null
        && member.incarnation().equals(incarnation)
        && (newer.newerThan(view) || newer.same(view));
  }

  /** This fence in another view, one change later. */
  public Fence in(View other) {
    return new Fence(incarnation, run, other, changes + 1, pending);
  }
}
