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
 * @param seen the change in progress that was met before a wait
 */
public record NodeSurvey(
    ProposerMemory memory, List<String> nodes, String drawn, long patienceMs, Optional<Busy> seen) {

  /** A look to be taken. */
  public static NodeSurvey of(
      ProposerMemory memory, List<String> nodes, String drawn, long patienceMs) {
    return new NodeSurvey(memory, nodes, drawn, patienceMs, Optional.empty());
  }

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
    /** A strange node was refilled and admitted. */
    ADMITTED,
    /** A restarted node was trusted (CP-15). */
    TRUSTED,
    /** Somebody else is at it, or an attempt failed half-way. */
    BUSY,
    /** A node is strange, too few others are there to refill it, and it cannot be trusted. */
    STUCK
  }

  /**
   * @param finding what was found or done
   * @param strange nodes in quarantine when looked at
   * @param subject the node that was admitted or trusted, or is the first strange one; empty if
   *     none
   * @param standings of the nodes that answered
   */
  public record Report(
      Finding finding, List<String> strange, String subject, Map<String, Standing> standings) {

    /** Whether to look again at once, since something moved. */
    public boolean again() {
      return switch (finding) {
        case MARKED, FORMED, MOVED, ADMITTED, TRUSTED -> true;
        case HEALTHY, UNFORMED, RECORD_LOST, BUSY, STUCK -> false;
      };
    }
  }

  /** A change that somebody may be working on. */
  record Busy(View view, String node, Optional<NodeRecord.Pending> pending) {}

  /** Looks at every node, then does one thing. */
  public Step<Request, Reply, Report> start() {
    return look().then(0, (change, now) -> change);
  }

  /**
   * Looks at every node, writes the notes that are due, and ends with the one thing to do next,
   * which may last: whoever does it goes on looking, so that notes are written meanwhile (CP-15).
   */
  public Step<Request, Reply, Step<Request, Reply, Report>> look() {
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

  /** The same look once more, after a wait in which a change in progress may have advanced. */
  Step<Request, Reply, Report> waiting(Busy busy) {
    NodeSurvey later = new NodeSurvey(memory, nodes, drawn, patienceMs, Optional.of(busy));
    return new Step.Pause<>(2 * patienceMs, (event, now) -> later.start());
  }
}
