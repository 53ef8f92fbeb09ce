package caplab.lab.history;

/** What became of a request, as its client sees it. */
public enum RequestFate {
  /** Answered; a condition that was not met is an answer too. */
  SERVED,
  /** A definite no: it was not applied, and will not be. */
  REFUSED,
  /** The client's own mistake; no service would have done it. */
  MISTAKEN,
  /** No answer, or one that leaves the outcome open. */
  UNANSWERED
}
