package caplab.lab.report;

import caplab.lab.history.Facts;
import caplab.lab.history.RequestFate;
import caplab.lab.run.ClientRequest;
import caplab.lab.run.FaultSpan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * One request of the run whose service told what it asked of which node.
 *
 * @param when in words: before the fault, while it was on
 * @param atMs when it was asked
 * @param tookMs until the client knew; null if it never did
 * @param nodes in order
 * @param value that a read showed; null if none
 * @param stalenessMs the bound that it stated; null if none
 * @param explain the rounds of app-cp, or each node's part in the answer of app-ap
 */
record Sequence(
    String when,
    String mode,
    String zone,
    String f,
    double atMs,
    Double tookMs,
    int status,
    List<String> nodes,
    String value,
    Double stalenessMs,
    JsonNode explain) {

  private static final String BEFORE = "Before the fault";
  private static final String DURING = "While it is on";

  /**
   * At most four that show the difference: app-cp acknowledges before any fault; while one is on
   * app-cp refuses, and in the same zone app-ap takes a write and states how stale a read may be.
   * Where nothing is refused or nothing broken, whatever comes nearest.
   */
  static List<Sequence> of(List<ClientRequest> requests, List<FaultSpan> faults) {
    List<ClientRequest> told =
        requests.stream().filter(it -> it.operation().fact(Facts.EXPLAIN).isPresent()).toList();
    double beginsMs = faults.stream().mapToDouble(FaultSpan::fromMs).min().orElse(Double.MAX_VALUE);
    List<ClientRequest> before = told.stream().filter(it -> it.endedMs() < beginsMs).toList();
    List<ClientRequest> during =
        told.stream().filter(it -> it.invokedMs() >= beginsMs && it.during(faults)).toList();
    List<Sequence> chosen = new ArrayList<>();
    add(chosen, BEFORE, first(before, it -> is(it, "cp", true) && served(it)));
    Optional<ClientRequest> refused =
        first(during, it -> is(it, "cp", true) && it.fate() == RequestFate.REFUSED)
            .or(() -> first(during, it -> is(it, "cp", true)));
    add(chosen, DURING, refused);
    List<ClientRequest> beside =
        during.stream()
            .filter(it -> refused.isEmpty() || refused.get().zone().equals(it.zone()))
            .toList();
    add(chosen, DURING, first(beside, it -> is(it, "ap", true) && served(it)));
    add(
        chosen,
        DURING,
        beside.stream()
            .filter(it -> is(it, "ap", false) && served(it))
            .max(Comparator.comparingDouble(it -> it.stalenessMs().orElse(0))));
    return List.copyOf(chosen);
  }

  private static void add(List<Sequence> chosen, String when, Optional<ClientRequest> request) {
    request.ifPresent(it -> chosen.add(sequence(when, it)));
  }

  private static Optional<ClientRequest> first(
      List<ClientRequest> requests, Predicate<ClientRequest> which) {
    return requests.stream().filter(which).findFirst();
  }

  private static boolean is(ClientRequest request, String mode, boolean changes) {
    return request.mode().equals(mode) && request.changes() == changes;
  }

  private static boolean served(ClientRequest request) {
    return request.fate() == RequestFate.SERVED;
  }

  private static Sequence sequence(String when, ClientRequest request) {
    JsonNode explain = request.operation().fact(Facts.EXPLAIN).orElseThrow();
    TreeSet<String> nodes = new TreeSet<>();
    Stream.concat(
            Stream.of(explain.path("nodes")),
            explain.path("rounds").valueStream().map(round -> round.path("nodes")))
        .forEach(said -> nodes.addAll(said.propertyNames()));
    return new Sequence(
        when,
        request.mode(),
        request.zone(),
        request.f().name().toLowerCase(Locale.ROOT),
        request.invokedMs(),
        request.latencyMs().isPresent() ? (Double) request.latencyMs().getAsDouble() : null,
        request.operation().fact(Facts.STATUS).map(JsonNode::asInt).orElse(0),
        List.copyOf(nodes),
        request.changes() ? null : request.shown().stream().findFirst().orElse(null),
        request.stalenessMs().isPresent() ? (Double) request.stalenessMs().getAsDouble() : null,
        explain);
  }
}
