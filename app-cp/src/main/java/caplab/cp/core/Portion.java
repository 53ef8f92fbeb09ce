package caplab.cp.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BinaryOperator;

/**
 * A stretch of the names of all registers, as several nodes hold them.
 *
 * @param held by node; what of it lies past {@code upTo} does not count
 * @param upTo the name to which every node told; empty for the end
 */
record Portion(Map<String, Reply.Scanned> held, String upTo) {

  /** How names are ordered on every node: by the bytes of UTF-8. */
  static final Comparator<String> ORDER =
      (one, other) ->
          Arrays.compareUnsigned(
              one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

  private static final Reply.Ballots NEVER = new Reply.Ballots(Ballot.ZERO, Ballot.ZERO);

  static Portion of(Map<String, Reply.Scanned> held) {
    String upTo =
        held.values().stream()
            .map(Reply.Scanned::upTo)
            .filter(name -> !name.isEmpty())
            .min(ORDER)
            .orElse("");
    return new Portion(held, upTo);
  }

  /** Registers of which some other node has a higher promise or vote than this one. */
  List<String> lackedBy(String node) {
    Map<String, Reply.Ballots> own = held.get(node).registers();
    TreeSet<String> lacked = new TreeSet<>(ORDER);
    held.values()
        .forEach(portion ->
            portion
                .registers()
                .forEach((name, theirs) -> {
                  if (isBehind(own.getOrDefault(name, NEVER), theirs) && covers(portion, name)) {
                    lacked.add(name);
                  }
                }));
    return List.copyOf(lacked);
  }

  /** Registers of which some node missed a round, each with the lowest vote of them. */
  Map<String, Ballot> behind() {
    Map<String, Ballot> top = votes(Ballot::max);
    Map<String, Ballot> lowest = votes((one, other) -> one.above(other) ? other : one);
    lowest.entrySet().removeIf(each -> each.getValue().equals(top.get(each.getKey())));
    return lowest;
  }

  private Map<String, Ballot> votes(BinaryOperator<Ballot> of) {
    Map<String, Ballot> votes = new HashMap<>();
    Map<String, Integer> nodes = new HashMap<>();
    held.values()
        .forEach(portion ->
            portion
                .registers()
                .forEach((name, ballots) -> {
                  if (covers(portion, name)) {
                    votes.merge(name, ballots.accepted(), of);
                    nodes.merge(name, 1, Integer::sum);
                  }
                }));
    nodes.forEach((name, many) -> {
      if (many < held.size()) {
        votes.merge(name, Ballot.ZERO, of);
      }
    });
    return votes;
  }

  private static boolean isBehind(Reply.Ballots own, Reply.Ballots theirs) {
    return theirs.promised().above(own.promised()) || theirs.accepted().above(own.accepted());
  }

  private boolean covers(Reply.Scanned portion, String name) {
    return upTo.equals(portion.upTo()) || ORDER.compare(name, upTo) <= 0;
  }
}
