package caplab.lab.measure;

import caplab.lab.run.FaultSpan;
import java.util.ArrayList;
import java.util.List;

/** When a zone was not served, told request by request in the order of their beginnings. */
final class ZoneOutage {

  private final String zone;
  private final List<FaultSpan> spans = new ArrayList<>();
  private double since = Double.NaN;
  private double last = Double.NEGATIVE_INFINITY;

  ZoneOutage(String zone) {
    this.zone = zone;
  }

  void down(double fromMs, double toMs) {
    since = Double.isNaN(since) ? fromMs : since;
    last = Math.max(last, Math.max(fromMs, toMs));
  }

  void up(double atMs) {
    if (!Double.isNaN(since)) {
      spans.add(new FaultSpan("not served", zone, since, atMs));
      since = Double.NaN;
    }
  }

  List<FaultSpan> spans() {
    up(last);
    return spans;
  }
}
