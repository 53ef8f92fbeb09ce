package caplab.access;

/** What a presented token turned out to be. */
public sealed interface TokenCheck {

  /** Valid now. */
  record Valid(Grant grant) implements TokenCheck {}

  /** Not valid; only who holds a genuine token is told more than that it is not known. */
  record Invalid(Fault fault) implements TokenCheck {}

  /**
   * Not looked at, as this client presented too many that were not valid.
   *
   * @param waitMs until one is looked at again
   */
  record Slowed(long waitMs) implements TokenCheck {}

  /** Why a token is not valid. */
  enum Fault {
    UNKNOWN("The token is not known here, or its signature is not by a key that is trusted here"),
    EXPIRED("The token has expired"),
    NOT_MEANT("The token's claims are not those asked for here: iss, aud, nbf, exp, sub, roles");

    public final String words;

    Fault(String words) {
      this.words = words;
    }
  }
}
