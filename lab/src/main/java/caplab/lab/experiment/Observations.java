package caplab.lab.experiment;

import caplab.ap.pbs.Latency;
import caplab.lab.history.Facts;
import caplab.lab.history.HistoryEvent;
import caplab.lab.history.HistoryEvent.F;
import caplab.lab.history.HistoryEvent.Type;
import caplab.lab.history.Operation;
import caplab.lab.model.Aftermath;
import caplab.lab.run.FaultSpan;
import caplab.lab.run.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What was seen of a run, or a part of it: {@code run.cp().in("g1").during("split").ok()}.
 *
 * @param operations in the order in which they began
 * @param shipping delay of app-ap before the first fault; empty if nothing was shipped
 */
public record Observations(
    List<Operation> operations,
    List<Window> windows,
    List<FaultSpan> stalls,
    List<Sample> samples,
    Optional<Latency> shipping) {

  /** What services may need to recover from anything that ended. */
  public static final long AFTERMATH_MS = Aftermath.USUAL_MS;

  private static final double NANOS_PER_MS = 1e6;

  public Observations cp() {
    return where(each -> each.text(Facts.MODE).equals("cp"));
  }

  public Observations ap() {
    return where(each -> each.text(Facts.MODE).equals("ap"));
  }

  /** Asked of the instances of these zones. */
  public Observations in(String... zones) {
    Set<String> wanted = Set.of(zones);
    return where(each -> wanted.contains(each.text(Facts.ZONE)));
  }

  /** Begun and ended while this fault was there, any of them if it struck several times. */
  public Observations during(String fault) {
    List<Window> meant = windows.stream().filter(each -> each.name().equals(fault)).toList();
    if (meant.isEmpty() && !windows.isEmpty()) {
      throw new IllegalArgumentException("no fault is called " + fault + ": " + windows);
    }
    return where(each -> meant.stream().anyMatch(window -> within(each, window)));
  }

  /** Begun this long or longer after the last fault had ended. */
  public Observations healed(long graceMs) {
    long last = windows.stream().mapToLong(Window::healedMs).max().orElse(0);
    return where(each -> each.start() / NANOS_PER_MS >= last + graceMs);
  }

  /** Over before this fault began, or begun this long after it had ended. */
  public Observations outside(String fault, long graceMs) {
    List<Window> meant = windows.stream().filter(each -> each.name().equals(fault)).toList();
    return where(each -> meant.stream().noneMatch(window -> touches(each, window.span(), graceMs)));
  }

  /** Not while the machine itself was slow, nor so soon after that services still mind. */
  public Observations calm() {
    return where(each -> stalls.stream().noneMatch(stall -> touches(each, stall, AFTERMATH_MS)));
  }

  /** The same, with the outcome of some operations taken for unknown. */
  public Observations doubting(Predicate<Operation> doubtful) {
    List<Operation> doubted =
        operations.stream().map(each -> doubtful.test(each) ? doubted(each) : each).toList();
    return new Observations(doubted, windows, stalls, samples, shipping);
  }

  public Observations reads() {
    return where(each -> each.f() == F.READ);
  }

  public Observations writes() {
    return where(each -> each.f() != F.READ);
  }

  /** Answered with this status of HTTP; 0 is no answer. */
  public Observations status(int status) {
    return where(each -> each.status() == status);
  }

  /** Acknowledged. */
  public Observations ok() {
    return where(Operation::ok);
  }

  public Observations where(Predicate<Operation> wanted) {
    return new Observations(
        operations.stream().filter(wanted).toList(), windows, stalls, samples, shipping);
  }

  public long count() {
    return operations.size();
  }

  /** The lines of these operations, in order of time. */
  public List<HistoryEvent> events() {
    List<HistoryEvent> events = new ArrayList<>();
    for (Operation each : operations) {
      events.add(each.invoke());
      each.completion().ifPresent(events::add);
    }
    events.sort(Comparator.comparingLong(HistoryEvent::time));
    return events;
  }

  private static boolean touches(Operation each, FaultSpan span, long graceMs) {
    return each.start() <= (span.toMs() + graceMs) * NANOS_PER_MS
        && each.end() >= span.fromMs() * NANOS_PER_MS;
  }

  private static Operation doubted(Operation each) {
    Optional<HistoryEvent> unknown =
        each.completion()
            .map(it ->
                new HistoryEvent(
                    it.process(),
                    Type.INFO,
                    it.f(),
                    it.key(),
                    it.value(),
                    it.time(),
                    it.node(),
                    it.more()));
    return new Operation(each.invoke(), unknown, each.began(), Operation.OPEN);
  }

  private static boolean within(Operation each, Window window) {
    return each.start() >= window.fromMs() * NANOS_PER_MS
        && each.end() <= window.endMs() * NANOS_PER_MS;
  }
}
