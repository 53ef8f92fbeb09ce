package caplab.cp.core;

import java.util.List;

/**
 * Everything that is asked of a replica. A register is named {@code k:<key>} for a key and {@code
 * i:<hash>} for the claim of a keyed write (CP-8), which is forgotten a day after its last change;
 * {@code i;} is what all forgotten ones had promised.
 */
public sealed interface Request {

  /** A request that only a voting member in the view named answers; others refuse (CP-12). */
  sealed interface Voting extends Request {
    View.Pass pass();
  }

  /** Reads a register without changing it; answered {@link Reply.Held}. */
  record Read(View.Pass pass, String register) implements Voting {}

  /** CP-2: succeeds iff the ballot is above promised and accepted; {@link Reply.Promised}. */
  record Prepare(View.Pass pass, String register, Ballot ballot) implements Voting {}

  /**
   * CP-2 and CP-3: succeeds iff the ballot is at least promised and above accepted; keeps the state
   * and promises {@code next}; {@link Reply.Accepted}.
   */
  record Accept(View.Pass pass, String register, Ballot ballot, RegisterState state, Ballot next)
      implements Voting {}

  /**
   * Registers of this tag and their ballots, in the order of the names' UTF-8 bytes and in
   * portions; {@link Reply.Scanned}. The order is the same on all nodes, so that portions can be
   * compared.
   *
   * @param after the names that come after this one; empty for the first ones
   */
  record Scan(View.Pass pass, String after) implements Voting {}

  /**
   * Requests of one kind, each about another register, in one step; {@link Reply.Each}.
   *
   * @param requests all reads, all prepares or all accepts, with one pass; not empty
   */
  record Each(List<? extends Voting> requests) implements Voting {
    public Each {
      requests = List.copyOf(requests);
    }

    @Override
    public View.Pass pass() {
      return requests.getFirst().pass();
    }
  }

  /** Asks how the node stands, changing nothing; {@link Reply.Status}. */
  record Survey() implements Request {}

  /**
   * CP-16: marks a node that has no register of this tag and no fence, or only a mark made in an
   * earlier run. Its incarnation becomes {@code drawn} joined with the node's own time, so that a
   * repeated message never gives the same one twice; its view is {@link View#NONE}, its counter 1.
   * Any other node stays as it is. {@link Reply.Status} as it stands afterwards.
   */
  record Mark(String drawn) implements Request {}

  /** CP-13: enters the view ({@link Reply.Entered}) if {@link NodeRecord#mayEnter}, else fenced. */
  record Enter(View view) implements Request {}

  /**
   * Begins the refill of a strange node, or finds the one begun in this run, whoever began it;
   * {@link Reply.Begun}. Refused ({@link Reply.Fenced}) unless {@link NodeRecord#mayBegin}. The
   * incarnation under which the node will be admitted becomes {@code drawn} joined with the node's
   * own time: it never voted, and no late or repeated message makes the same one. The registers
   * that the node has stay. Neither this nor what follows raises the change counter before the
   * admission, else an old disk would catch up with the notes about it.
   *
   * @param newest the newest view that the mover knows, in which the node is strange
   */
  record Begin(String drawn, View newest) implements Request {}

  /**
   * The next portion of the node being refilled, as {@link Scan}; {@link Reply.Scanned}. It keeps
   * {@code after}: up to there it lacks nothing, and whoever goes on begins there. Fenced unless a
   * refill with this incarnation is pending and the node was not restarted since.
   */
  record Advance(String incarnation, String after) implements Request {}

  /** What a register must become on the node being refilled. */
  record Copy(String register, Ballot promised, Ballot accepted, RegisterState state) {}

  /**
   * Hands registers to the node being refilled: each promise becomes the higher one, each accepted
   * state the one of the higher ballot; counted in {@link NodeRecord.Pending}; {@link
   * Reply.Refilled}. Fenced as {@link Advance}.
   */
  record Refill(String incarnation, List<Copy> copies) implements Request {
    public Refill {
      copies = List.copyOf(copies);
    }
  }

  /**
   * Ends the refill: the node votes in this view, which must be newer than its own and name the
   * pending incarnation; {@link Reply.Entered}. Fenced as {@link Advance}.
   */
  record Admit(String incarnation, View view) implements Request {}

  /**
   * CP-15: trusts a restarted node. The node takes its present run, and the view with its
   * incarnation there, iff its admitted run is {@code run}, its counter is {@code changes}, its
   * incarnation is the view's one for it or that one's {@code was}, and the view is its own or
   * newer; {@link Reply.Entered}, else fenced. A pending refill ends.
   */
  record Trust(View view, String run, long changes) implements Request {}

  /**
   * CP-15: keeps on this node how far others have got; {@link Reply.Noted}. A note of a lower view
   * number, or of the same with a lower counter, changes nothing, and neither does a lower time.
   */
  record Note(Reply.Notes notes) implements Request {}
}
