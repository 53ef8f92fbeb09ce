package caplab.lab.check;

import caplab.lab.history.Facts;
import caplab.lab.history.HistoryEvent.F;
import caplab.lab.history.Operation;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What reads of app-ap showed. */
final class Shown {

  private Shown() {}

  /** All values that a read showed, siblings included; none if it found nothing. */
  static Set<JsonNode> values(Operation read) {
    Set<JsonNode> values = new LinkedHashSet<>();
    read.fact(Facts.SIBLINGS).ifPresent(it -> it.forEach(values::add));
    if (!read.value().isNull()) {
      values.add(read.value());
    }
    return values;
  }

  static boolean isRead(Operation operation) {
    return operation.f() == F.READ && operation.ok();
  }

  /** Whether it was read after the heal, when nothing was written any more. */
  static boolean isFinal(Operation operation) {
    return isRead(operation) && operation.text(Facts.PHASE).equals(Facts.FINAL);
  }
}
