package caplab.cp.core;

import java.util.List;
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
   * @param incarnation under which it will be admitted, made by the node from its own clock when
   *     the refill began: nobody voted under it
   * @param run the run_id at its beginning: another restart voids it
   * @param after the name up to which the node was compared: where the refill goes on
   * @param refilled how many registers it was handed
   */
  public record Pending(String incarnation, String run, String after, long refilled) {

    /** Compared up to this name. */
    public Pending at(String name) {
      return new Pending(incarnation, run, name, refilled);
    }

    /** So many registers later. */
    public Pending handed(int registers) {
      return new Pending(incarnation, run, after, refilled + registers);
    }
  }

  /** Of a node that was wiped: nobody it may answer, whatever is asked. */
  public static final NodeRecord NOTHING = new NodeRecord("", "", View.NONE, 0, Optional.empty());

  /**
   * The other member whose data these are, by the view that was entered, if they are not this
   * node's. Nodes that were marked at the same time may have one incarnation.
   */
  public Optional<String> holder(String node) {
    List<String> members =
        view.nodes().stream()
            .filter(member -> view.members().get(member).incarnation().equals(incarnation))
            .toList();
    return members.contains(node) ? Optional.empty() : members.stream().findFirst();
  }

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
   * Whether a refill may begin, or go on: this view, the newest that the mover knows, is not older
   * than the one entered and does not know the node as it stands (then it may simply enter). With a
   * refill in progress it may not enter, whatever that view calls it.
   */
  public boolean mayBegin(View newest, String node, String runNow) {
    View.Member member = newest.members().get(node);
    return member != null
        && !(run.equals(runNow)
            && member.incarnation().equals(incarnation)
            && pending(runNow).isEmpty())
        && !view.newerThan(newest);
  }

  /** The refill in progress in this run. */
  public Optional<Pending> pending(String runNow) {
    return pending.filter(begun -> begun.run().equals(runNow));
  }

  /** Whether the node may be admitted into this view, for which it was refilled. */
  public boolean mayBeAdmitted(View into, String node, String to, String runNow) {
    return pending(runNow).filter(begun -> begun.incarnation().equals(to)).isPresent()
        && into.members().containsKey(node)
        && into.members().get(node).incarnation().equals(to)
        && into.newerThan(view);
  }

  /**
   * Whether the node may be trusted as the member of this view that it was before its restart
   * (CP-15); the caller has compared the notes about it with {@code counter}.
   */
  public boolean mayTrust(View newest, String node, String admittedRun, long counter) {
    View.Member member = newest.members().get(node);
    return member != null
        && !incarnation.isEmpty()
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
