package caplab.lab.link;

/** What becomes of one chunk of bytes on its way through a link. */
public sealed interface Fate {

  /** It arrives, {@code delayMs} after it was sent and never before what was sent earlier. */
  record Delivered(long delayMs) implements Fate {}

  /** It never arrives, and neither does anything sent after it over the same connection. */
  record Lost() implements Fate {}

  Fate AT_ONCE = new Delivered(0);
  Fate LOST = new Lost();

  /** Both fates in a row: a loss wins, delays add up. */
  default Fate then(Fate next) {
    return switch (this) {
      case Lost lost -> lost;
      case Delivered(long first) ->
          switch (next) {
            case Lost lost -> lost;
            case Delivered(long second) -> new Delivered(first + second);
          };
    };
  }
}
