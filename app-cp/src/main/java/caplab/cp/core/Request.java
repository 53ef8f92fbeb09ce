package caplab.cp.core;

/**
 * Everything that is asked of a replica. A register is named {@code k:<key>} for a key and {@code
 * i:<hash>} for the claim of a keyed write (CP-8), which is forgotten a day after its last change;
 * {@code i:} alone is what all forgotten ones had promised.
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
   * Names of registers of this tag, in portions; {@link Reply.Scanned}. As Redis's SCAN: what is
   * there from the first portion to the last is named at least once.
   *
   * @param cursor empty to begin, then what the last portion gave
   */
  record Scan(View.Pass pass, String cursor) implements Voting {}

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
   * Begins the refill of a strange node towards a view; {@link Reply.Begun} with a token. Refused
   * ({@link Reply.Fenced}) unless {@link NodeRecord#mayBegin}; a refill begun before in this run is
   * replaced by one towards a newer view, and answered again with its token if it is the same view.
   * The registers that the node has stay. Neither this nor {@link Refill} raises the change
   * counter, else an old disk would catch up with the notes about it.
   */
  record Begin(View view) implements Request {}

  /**
   * Hands a register to the node being refilled: the promise becomes the higher one, the accepted
   * state the one of the higher ballot; counted in {@link NodeRecord.Pending}; {@link
   * Reply.Refilled}. Fenced unless the pending refill has this token and the node was not restarted
   * since.
   */
  record Refill(
      String token, String register, Ballot promised, Ballot accepted, RegisterState state)
      implements Request {}

  /**
   * Ends the refill: the node votes in the pending view, with its incarnation there and the present
   * run; {@link Reply.Entered}. Fenced as {@link Refill}.
   */
  record Admit(String token) implements Request {}

  /**
   * CP-15: trusts a restarted node. The node takes its present run, and the view with its
   * incarnation there, iff its admitted run is {@code run}, its counter is {@code changes}, its
   * incarnation is the view's one for it or that one's {@code was}, and the view is its own or
   * newer; {@link Reply.Entered}, else fenced. A pending refill ends.
   */
  record Trust(View view, String run, long changes) implements Request {}

  /**
   * CP-15: keeps on this node how far another one has got; {@link Reply.Noted}. A note of a lower
   * view number, or of the same with a lower counter, changes nothing.
   */
  record Note(String about, Reply.Progress progress) implements Request {}
}
