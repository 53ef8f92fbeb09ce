package caplab.lab.trial;

/** A part of a document that is written by a command, between two markers. */
public final class MarkedPart {

  private MarkedPart() {}

  /**
   * A document with another text between {@code <!-- name -->} and {@code <!-- /name -->}.
   *
   * @throws IllegalArgumentException if it has no such markers
   */
  public static String replaced(String document, String name, String text) {
    String begin = "<!-- " + name + " -->";
    String end = "<!-- /" + name + " -->";
    int from = document.indexOf(begin);
    int to = document.indexOf(end);
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("the document lacks " + begin + " or " + end);
    }
    String before = document.substring(0, from + begin.length());
    return "%s\n\n%s\n%s".formatted(before, text, document.substring(to));
  }
}
