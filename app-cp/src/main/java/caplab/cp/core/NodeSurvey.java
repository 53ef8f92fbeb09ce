package caplab.cp.core;

import caplab.cp.core.Reply.Standing;
import caplab.protocol.Step;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One look at all nodes of a tag and the one thing to do next: form the first view, hand a newer
 * view on, refill a strange node, trust a restarted one, note how far each has got. Any number of
 * instances may do so at once; the nodes decide. Called again and again; see {@link Report#again}.
 *
 * @param memory what this instance remembers of the tag
 * @param nodes all nodes by name, as configured
 * @param drawn unique to this call: names the view and the incarnation it may make; letters and
 *     digits
 * @param patienceMs how long one message may take
 */
public record NodeSurvey(ProposerMemory memory, List<String> nodes, String drawn, long patienceMs) {

  /** What a look led to. */
  public enum Finding {
    /** Every node that answers votes in the newest view. */
    HEALTHY,
    /** No first view: not every node answers (CP-16). */
    UNFORMED,
    /** No first view, yet a node has registers without a record: its cluster lost its record. */
    RECORD_LOST,
    /** Nodes were marked for the first view. */
    MARKED,
    /** The first view was made. */
    FORMED,
    /** Nodes were handed a newer view. */
    MOVED,
    /** A strange node is to be refilled, or being refilled. */
    REFILLING,
    /** A restarted node was trusted (CP-15). */
    TRUSTED,
    /** Nothing came of what was tried. */
    BUSY,
    /** A node is strange, too few others are there to refill it, and it cannot be trusted. */
    STUCK
  }

  /**
   * @param finding what was found or done
   * @param strange nodes in quarantine when looked at
   * @param subject the node that was trusted, or is to be refilled, or is the first strange one;
   *     empty if none
   * @param standings of the nodes that answered
   * @param refill to be carried out beside further looks
   */
  public record Report(
      Finding finding,
      List<String> strange,
      String subject,
      Map<String, Standing> standings,
      Optional<Refill> refill) {

    /** Of a look that leaves nothing to be done beside it. */
    public Report(
        Finding finding, List<String> strange, String subject, Map<String, Standing> standings) {
      this(finding, strange, subject, standings, Optional.empty());
    }

    /** Whether to look again at once, since something moved. */
    public boolean again() {
      return switch (finding) {
        case MARKED, FORMED, MOVED, TRUSTED -> true;
        case HEALTHY, UNFORMED, RECORD_LOST, REFILLING, BUSY, STUCK -> false;
      };
    }
  }

  /**
   * Looks at every node, writes the notes that are due (CP-15), then does one thing. What may last
   * is left to the caller, who goes on looking meanwhile, so that notes are written.
   */
  public Step<Request, Reply, Report> start() {
    View before = memory.view();
    Map<String, Request> messages = new TreeMap<>();
    nodes.forEach(node -> messages.put(node, new Request.Survey()));
    return QuorumTally.ask(
        memory,
        messages,
        patienceMs,
        (tally, over, now) -> {
          if (!over) {
            return Optional.empty();
          }
          Map<String, Standing> standings = new TreeMap<>();
          tally
              .of(Reply.Status.class)
              .forEach((node, status) -> standings.put(node, status.standing()));
          ViewChange change = new ViewChange(this, standings, newest(standings));
          return Optional.of(new NoteRound(change).before(() -> change.next(before), now));
        });
  }

  /** The newest view anybody knows; of several of one number the one that most nodes are in. */
  private View newest(Map<String, Standing> standings) {
    List<View> known =
        Stream.concat(
                Stream.of(memory.view()),
                standings.values().stream()
                    .flatMap(it -> it.record().stream())
                    .map(NodeRecord::view))
            .toList();
    Comparator<View> order =
        Comparator.comparingLong(View::number)
            .thenComparingLong(view -> known.stream().filter(view::same).count())
            .thenComparing(View::creator);
    return known.stream().max(order).orElse(View.NONE);
  }

  /** Sends these messages and goes on when every node has answered or will not. */
  <O> Step<Request, Reply, O> whenOver(
      Map<String, Request> messages, Function<QuorumTally, Step<Request, Reply, O>> then) {
    return QuorumTally.ask(
        memory,
        messages,
        patienceMs,
        (tally, over, now) -> over ? Optional.of(then.apply(tally)) : Optional.empty());
  }
}
