package caplab.lab.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Spans of time in milliseconds, and how long they are together. */
final class Spans {

  record Span(double fromMs, double toMs) {}

  private Spans() {}

  /** The time covered by any of the spans. */
  static double union(List<Span> spans) {
    double covered = 0;
    double until = Double.NEGATIVE_INFINITY;
    for (Span span : spans.stream().sorted(Comparator.comparingDouble(Span::fromMs)).toList()) {
      covered += Math.max(0, span.toMs() - Math.max(until, span.fromMs()));
      until = Math.max(until, span.toMs());
    }
    return covered;
  }

  /** When a zone was not served, told request by request in the order of their beginnings. */
  static final class Outage {

    private final List<Span> spans = new ArrayList<>();
    private double since = Double.NaN;
    private double last = Double.NEGATIVE_INFINITY;

    void down(double fromMs, double toMs) {
      since = Double.isNaN(since) ? fromMs : since;
      last = Math.max(last, Math.max(fromMs, toMs));
    }

    void up(double atMs) {
      if (!Double.isNaN(since)) {
        spans.add(new Span(since, atMs));
        since = Double.NaN;
      }
    }

    List<Span> spans() {
      up(last);
      return spans;
    }
  }
}
