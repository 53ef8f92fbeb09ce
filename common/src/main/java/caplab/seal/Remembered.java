package caplab.seal;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.UnaryOperator;

/**
 * A function of a text whose last results are kept, each in the one place that its text hashes to.
 * Safe for any number of threads.
 */
final class Remembered {

  /** A power of two. Of all that is kept there are at most some two megabytes. */
  private static final int PLACES = 2048;

  /** Longer texts are seldom asked for again, and would take the room. */
  private static final int TEXT_MOST = 512;

  private record Known(String text, String result) {}

  private final AtomicReferenceArray<Known> places = new AtomicReferenceArray<>(PLACES);
  private final UnaryOperator<String> function;

  /**
   * @param function gives the same for the same text, always
   */
  Remembered(UnaryOperator<String> function) {
    this.function = function;
  }

  String of(String text) {
    if (text.length() > TEXT_MOST) {
      return function.apply(text);
    }
    int hash = text.hashCode();
    int place = (hash ^ hash >>> 16) & PLACES - 1;
    Known known = places.getAcquire(place);
    if (known != null && known.text().equals(text)) {
      return known.result();
    }
    String result = function.apply(text);
    places.setRelease(place, new Known(text, result));
    return result;
  }
}
