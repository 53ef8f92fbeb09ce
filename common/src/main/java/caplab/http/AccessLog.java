package caplab.http;

import caplab.observe.Event;
import caplab.observe.Events;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/** Every write is told (audit), of reads some (access); never a value. */
final class AccessLog {

  static final int READS_PER_LINE = 100;

  private final Events events;
  private final IntSupplier readsPerLine;
  private final AtomicLong reads = new AtomicLong();

  /**
   * @param readsPerLine of so many reads one is told; 0 for none
   */
  AccessLog(Events events, IntSupplier readsPerLine) {
    this.events = events;
    this.readsPerLine = readsPerLine;
  }

  void tell(String operation, String rawKey, String client, Outgoing answer, Duration taken) {
    boolean read = operation.equals("read");
    if (read && !sampled()) {
      return;
    }
    List<Object> fields =
        new ArrayList<>(
            List.of(
                "operation",
                operation,
                "key",
                events.pseudonym(key(rawKey)),
                "client",
                events.pseudonym(client),
                "status",
                answer.status(),
                "latency_ms",
                taken.toNanos() / 1e6));
    if (!read && answer.status() < 400) {
      fields.addAll(List.of("outcome", "applied"));
    }
    answer.audited().forEach((name, value) -> fields.addAll(List.of(name, value)));
    events.info(
        read ? Event.READ : Event.WRITE,
        operation + " answered with " + answer.status(),
        fields.toArray());
  }

  private boolean sampled() {
    int every = readsPerLine.getAsInt();
    return every > 0 && reads.getAndIncrement() % every == 0;
  }

  /** Decoded if it can be, so that a key has one name however it was written. */
  private static String key(String raw) {
    try {
      return PathText.segment(raw == null ? "" : raw);
    } catch (Problem notText) {
      return raw;
    }
  }
}
