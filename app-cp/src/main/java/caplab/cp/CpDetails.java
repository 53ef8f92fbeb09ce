package caplab.cp;

import caplab.cp.core.Outcome;
import caplab.cp.core.Outcome.Asked;
import caplab.cp.core.Outcome.Heard;
import caplab.http.NodeWords;
import caplab.http.NodeWords.Word;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The sentences that refusals say, computed from what happened: none speaks of the usual case only.
 */
final class CpDetails {

  private CpDetails() {}

  /** Nodes that may have executed an accept; empty if nothing was proposed. */
  static Set<String> proposedTo(Outcome outcome) {
    return outcome.rounds().stream()
        .filter(round -> round.asked() == Asked.ACCEPT)
        .flatMap(round -> round.nodes().entrySet().stream())
        .filter(node -> node.getValue() != Heard.SKIPPED)
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether no node may have executed any message. */
  static boolean sentNothing(Outcome outcome) {
    return outcome.rounds().stream()
        .allMatch(round -> round.nodes().values().stream().allMatch(Heard.SKIPPED::equals));
  }

  /**
   * @param said what each node said in the last round
   * @param misplaced nodes that hold the data of another one, each with that
   */
  static String notApplied(
      Outcome.NotApplied refused, Map<String, Word> said, Map<String, String> misplaced) {
    return switch (refused.reason()) {
      case NOT_FORMED ->
          "The cluster is not formed: a first start needs every node, reachable and empty; a cluster"
              + " that lost its record needs a backup restored";
      case NO_QUORUM -> noQuorum(said);
      case CONTENTION -> contended(refused);
      case FENCED ->
          misplaced.isEmpty()
              ? "Too few nodes may vote until they are refilled or know the members of today; if a"
                  + " majority lost its data, restore a backup"
              : misplaced(misplaced);
      case SETTLED -> "It did not take effect, and will not";
    };
  }

  private static String misplaced(Map<String, String> misplaced) {
    return misplaced.entrySet().stream()
        .map(node -> node.getKey() + " leads to a server with the data of " + node.getValue())
        .collect(Collectors.joining(", ", "", ": check which address each name leads to"));
  }

  private static String noQuorum(Map<String, Word> said) {
    long reachable = NodeWords.reachable(said);
    long refusing = NodeWords.count(said, Word.REFUSED);
    if (reachable <= said.size() / 2) {
      return "No majority of the nodes is reachable from here";
    }
    return reachable - refusing <= said.size() / 2
        ? "Too few nodes take writes; /health/detailed tells in their words why"
        : "No majority of the nodes answered in time";
  }

  private static String contended(Outcome.NotApplied refused) {
    if (refused.rounds().isEmpty()) {
      return "Earlier requests for this key were not done by the deadline";
    }
    boolean conflict =
        refused.rounds().stream().anyMatch(round -> round.nodes().containsValue(Heard.CONFLICT));
    return conflict
        ? "Other requests for this key were faster until the deadline"
        : "The deadline passed before all rounds were done";
  }

  static String full(Outcome.Full full) {
    Map<String, Heard> last = full.rounds().isEmpty() ? Map.of() : full.rounds().getLast().nodes();
    String refused = named(last, Heard.FULL);
    return "Refused for lack of memory by "
        + (last.containsValue(Heard.LOST) || last.containsValue(Heard.SKIPPED)
            ? refused + "; no majority of the nodes is left"
            : refused);
  }

  /**
   * @param keyed whether an earlier request may have proposed the same write
   */
  static String unknown(Outcome unknown, boolean keyed) {
    Set<String> proposedTo = proposedTo(unknown);
    if (!keyed) {
      return proposedTo.isEmpty()
          ? "It may have been proposed"
          : "It was proposed to "
              + String.join(", ", proposedTo)
              + " and accepted by "
              + accepted(unknown)
              + ", which is no majority";
    }
    if (!proposedTo.isEmpty()) {
      return "It may have been proposed, by this request or an earlier one with its"
          + " Idempotency-Key; no majority has confirmed it";
    }
    return (sentNothing(unknown) ? "This request sent nothing" : "This request proposed nothing")
        + "; an earlier one with its Idempotency-Key may have been proposed, and what became of"
        + " that cannot be known now";
  }

  private static String accepted(Outcome outcome) {
    String names =
        outcome.rounds().stream()
            .filter(round -> round.asked() == Asked.ACCEPT)
            .reduce((earlier, later) -> later)
            .map(round -> named(round.nodes(), Heard.ACCEPTED))
            .orElse("");
    return names.isEmpty() ? "none that answered" : names;
  }

  private static String named(Map<String, Heard> nodes, Heard word) {
    return nodes.entrySet().stream()
        .filter(node -> node.getValue() == word)
        .map(Map.Entry::getKey)
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
