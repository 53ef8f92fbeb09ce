package caplab.lab.history;

/** A line that is no event; the message names file, line and reason. */
public final class UnreadableHistory extends RuntimeException {

  private static final long serialVersionUID = 1;

  UnreadableHistory(String source, long line, String why) {
    super("%s:%d: %s".formatted(source, line, why));
  }
}
