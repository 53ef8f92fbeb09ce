package caplab.lab.check;

import caplab.lab.history.Facts;
import caplab.lab.history.HistoryEvent;
import caplab.lab.history.HistoryEvent.F;
import caplab.lab.history.Operation;
import caplab.lab.history.Pairing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Each acknowledged value is there after the heal, in every zone, unless a client that had read it
 * wrote in its place. Judged on the keys where every change names what it {@linkplain
 * Facts#SUPERSEDES supersedes}: what a blind write covers cannot be told from outside.
 */
public final class NoLostWrite implements Checker {

  @Override
  public String promise() {
    return "no acknowledged write is lost";
  }

  @Override
  public Judgement check(List<HistoryEvent> history) {
    Map<String, Fates> keys = new HashMap<>();
    List<Operation> operations = Pairing.operations(history);
    operations.stream()
        .filter(it -> it.f() != F.READ)
        .forEach(it -> keys.computeIfAbsent(it.key(), key -> new Fates()).add(it));
    long looked = 0;
    for (Operation read : operations) {
      Fates fates = keys.get(read.key());
      if (Shown.isFinal(read) && fates != null && fates.known) {
        List<Operation> lost = fates.missing(Shown.values(read));
        if (!lost.isEmpty()) {
          return violated(lost.getFirst(), read);
        }
        looked += fates.acknowledged.size();
      }
    }
    return Judgement.valid(looked);
  }

  private static Judgement violated(Operation lost, Operation read) {
    String why =
        "%s was acknowledged and superseded by nobody, but a read after the heal does not show it"
            .formatted(lost.value().asString(lost.value().toString()));
    return new Judgement.Violated(why, List.of(lost, read));
  }

  /** What became of the values of one key. */
  private static final class Fates {

    private final List<Operation> acknowledged = new ArrayList<>();
    private final Set<JsonNode> superseded = new HashSet<>();
    private boolean known = true;

    void add(Operation change) {
      if (change.failed()) {
        return;
      }
      JsonNode supersedes = change.invoke().fact(Facts.SUPERSEDES).orElse(null);
      known &= supersedes != null && change.f() != F.CAS;
      if (supersedes != null) {
        supersedes.forEach(superseded::add);
      }
      if (change.ok() && change.f() == F.WRITE) {
        acknowledged.add(change);
      }
    }

    List<Operation> missing(Set<JsonNode> shown) {
      return acknowledged.stream()
          .filter(it -> !superseded.contains(it.value()) && !shown.contains(it.value()))
          .toList();
    }
  }
}
