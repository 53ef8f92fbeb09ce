package caplab.lab.history;

/**
 * Hands out one object for equal ones that were seen not long ago, so that a history with millions
 * of equal keys and facts holds few of them. Takes the same little memory, whatever it is shown.
 */
final class RecentlySeen {

  private static final int PLACES = 1 << 16;

  private final Object[] seen = new Object[PLACES];

  /** An object that is equal, and the one seen before if it is remembered. */
  @SuppressWarnings("unchecked")
  <T> T same(T wanted) {
    int hash = wanted.hashCode();
    int place = (hash ^ hash >>> 16) & PLACES - 1;
    if (wanted.equals(seen[place])) {
      return (T) seen[place];
    }
    seen[place] = wanted;
    return wanted;
  }
}
