package caplab.lab.run;

import caplab.lab.history.Facts;
import caplab.lab.history.HistoryEvent;
import caplab.lab.history.HistoryEvent.F;
import caplab.lab.history.Operation;
import caplab.lab.history.Pairing;
import caplab.lab.history.RequestFate;
import caplab.lab.model.Topology;
import caplab.lab.model.Topology.Instance;
import caplab.lab.model.Topology.Kind;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** One request of a client and what came of it, in milliseconds since the start of the run. */
public record ClientRequest(Operation operation) {

  /** All requests of a history, in the order of their beginnings. */
  public static List<ClientRequest> of(List<HistoryEvent> history) {
    return Pairing.operations(history).stream().map(ClientRequest::new).toList();
  }

  /**
   * The requests to one service.
   *
   * @param history of one service or of both
   * @param mode {@code cp} or {@code ap}; requests that name neither are not counted
   */
  public static List<ClientRequest> of(List<HistoryEvent> history, String mode) {
    return of(history.stream().filter(event -> mode(event).equals(mode)).toList());
  }

  private static String mode(HistoryEvent event) {
    return event.fact(Facts.MODE).map(fact -> fact.asString("")).orElse("");
  }

  /** How many came to this. */
  public static int count(Collection<ClientRequest> requests, RequestFate fate) {
    return (int) requests.stream().filter(each -> each.fate() == fate).count();
  }

  public double invokedMs() {
    return operation.start() / 1e6;
  }

  /** Infinite if the history does not tell its end. */
  public double endedMs() {
    return answered() ? operation.end() / 1e6 : Double.POSITIVE_INFINITY;
  }

  /** When it was last heard of: its end, or its beginning. */
  public double lastSeenMs() {
    return answered() ? endedMs() : invokedMs();
  }

  private boolean answered() {
    return operation.completion().isPresent();
  }

  public F f() {
    return operation.f();
  }

  public String key() {
    return operation.key();
  }

  public boolean ok() {
    return operation.ok();
  }

  public boolean changes() {
    return f() != F.READ;
  }

  public RequestFate fate() {
    return operation.fate();
  }

  /** {@code cp} or {@code ap}; where it is not recorded, by the name of the instance asked. */
  public String mode() {
    String mode = operation.text(Facts.MODE);
    return mode.isEmpty() ? instance().map(Instance::kind).orElse(Kind.CP).mode() : mode;
  }

  /** Until the client knew; empty if it never did. */
  public OptionalDouble latencyMs() {
    return answered() ? OptionalDouble.of(endedMs() - invokedMs()) : OptionalDouble.empty();
  }

  /** The bound that the answer stated; empty if it stated none. */
  public OptionalDouble stalenessMs() {
    return operation
        .fact(Facts.STALENESS_MS)
        .filter(JsonNode::isNumber)
        .map(bound -> OptionalDouble.of(bound.doubleValue()))
        .orElse(OptionalDouble.empty());
  }

  /** Whether it was under way, wholly or partly, in any of the spans. */
  public boolean during(Collection<FaultSpan> spans) {
    return spans.stream().anyMatch(span -> span.touches(invokedMs(), endedMs()));
  }

  /** The client's zone; where none is recorded, that of the instance asked. */
  public String zone() {
    String zone = operation.text(Facts.ZONE);
    String node = operation.invoke().node();
    return zone.isEmpty() ? instance().map(it -> Topology.zone(it.zone())).orElse(node) : zone;
  }

  private Optional<Instance> instance() {
    return Instance.named(operation.invoke().node());
  }

  /** Where it was carried out: the replica's zone if it was told, else the client's. */
  public String place() {
    String replica = operation.text(Facts.REPLICA);
    return replica.isEmpty() ? zone() : FaultSpan.zone(replica);
  }

  /** The values that a read showed, siblings among them; empty if it showed none. */
  public Set<String> shown() {
    Set<String> shown = new LinkedHashSet<>();
    text(operation.value()).ifPresent(shown::add);
    operation
        .fact(Facts.SIBLINGS)
        .ifPresent(siblings -> siblings.forEach(each -> text(each).ifPresent(shown::add)));
    return shown;
  }

  /** The value that a change is to leave; empty for a delete. */
  public Optional<String> written() {
    return text(f() == F.CAS ? operation.value().path(1) : operation.value());
  }

  private static Optional<String> text(JsonNode node) {
    return node.isNull() || node.isMissingNode() ? Optional.empty() : Optional.of(node.asString());
  }
}
