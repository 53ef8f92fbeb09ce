package caplab.cp.core;

import caplab.cp.core.NodeSurvey.Finding;
import caplab.cp.core.NodeSurvey.Report;
import caplab.cp.core.Reply.Standing;
import caplab.protocol.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a {@link NodeSurvey} decides from how the nodes stand.
 *
 * <p>Longer than other files, so that all that may move a view stands in one place.
 *
 * @param survey whose look it is
 * @param standings of the nodes that answered
 * @param newest the newest view that anybody knows
 */
record ViewChange(NodeSurvey survey, Map<String, Standing> standings, View newest) {

  /** CP-15: no node is trusted on notes that are older, in time that somebody was served. */
  static final long NOTE_AGE_MOST_MS = 5_000;

  /**
   * @param before the view this instance knew before it looked
   */
  Step<Request, Reply, Report> next(View before) {
    if (newest.number() == 0) {
      return form();
    }
    survey.memory().learn(newest);
    List<String> behind = sound().filter(node -> newest.newerThan(view(node))).toList();
    return behind.isEmpty()
        ? settle(before)
        : enter(newest, behind, tally -> anyEntered(tally) ? moved(tally) : settle(before));
  }

  /** Of a node that takes no writes nothing is expected here: it must not hold up the others. */
  private Step<Request, Reply, Report> settle(View before) {
    List<String> strange = new ArrayList<>(strange());
    if (!strange.isEmpty()) {
      // Each look begins with another one: every strange node gets its turn.
      Collections.rotate(strange, survey.drawn().hashCode());
      return heal(strange, before);
    }
    boolean tied =
        sound()
            .map(this::view)
            .anyMatch(view -> view.number() == newest.number() && !view.same(newest));
    if (tied || sound().filter(node -> newest.same(view(node))).anyMatch(this::ambiguous)) {
      View settled = newest.renumbered("v" + survey.drawn());
      return enter(settled, sound().toList(), this::moved);
    }
    return done(Finding.HEALTHY, "");
  }

  private Step<Request, Reply, Report> heal(List<String> strange, View before) {
    List<String> others = sound().toList();
    if (others.size() < survey.memory().rules().fence(newest)) {
      return trust(strange);
    }
    // CP-11: a server that serves as another member lost nothing; it is its address that is wrong.
    strange.removeIf(node -> misplaced(node) && ranOn(node));
    if (strange.isEmpty()) {
      return done(Finding.STUCK, strange().getFirst());
    }
    String node = strange.getFirst();
    Optional<NodeRecord.Pending> met = record(node).pending(standings.get(node).run());
    // CP-13: a mover waits for a younger change that it meets.
    boolean wary = !newest.same(before) || met.isPresent();
    Refill refill =
        new Refill(
            survey.memory(),
            newest,
            node,
            was(node),
            others,
            met,
            wary,
            survey.drawn(),
            survey.patienceMs());
    return new Step.Done<>(
        new Report(Finding.REFILLING, strange(), node, standings, Optional.of(refill)));
  }

  /** The incarnation that the node has, if the newest view knows it: CP-15 may need it. */
  private String was(String node) {
    String held = record(node).incarnation();
    return known(node) ? held : "";
  }

  private boolean known(String node) {
    View.Member member = newest.members().get(node);
    String held = record(node).incarnation();
    return !held.isEmpty() && (held.equals(member.incarnation()) || held.equals(member.was()));
  }

  private Step<Request, Reply, Report> trust(List<String> strange) {
    Optional<String> trusted = strange.stream().filter(this::trustworthy).findFirst();
    return trusted
        .map(this::trust)
        .or(() -> strange.stream().filter(this::overtaken).findFirst().map(this::recall))
        .orElseGet(() -> done(Finding.STUCK, strange.getFirst()));
  }

  /**
   * Into the newest view; if the node stands in another of that number, which it would not leave
   * for this one, into the next with the same members, which the others then enter too.
   */
  private Step<Request, Reply, Report> trust(String node) {
    NodeRecord record = record(node);
    boolean open = newest.same(record.view()) || newest.newerThan(record.view());
    View into = open ? newest : newest.renumbered("v" + survey.drawn());
    Request trust = new Request.Trust(into, record.run(), record.changes());
    return survey.whenOver(
        Map.of(node, trust),
        tally ->
            done(tally.of(Reply.Entered.class).isEmpty() ? Finding.BUSY : Finding.TRUSTED, node));
  }

  /**
   * Whether the newest view names the node under neither of its incarnations although it lost
   * nothing: the message that made this view was so slow that the refill it speaks of had been done
   * by another mover, or the node was marked anew (CP-16). One that was restarted since may be an
   * old disk: it is vouched for, or it is not.
   */
  private boolean overtaken(String node) {
    return !known(node)
        && !misplaced(node)
        && !record(node).incarnation().isEmpty()
        && (ranOn(node) || vouchedFor(node))
        && (view(node).number() > 0 || nothingWritten());
  }

  /** Whether its data are those of another member. */
  private boolean misplaced(String node) {
    return record(node).holder(node).isPresent();
  }

  /** Whether it was not restarted since it was admitted. */
  private boolean ranOn(String node) {
    return record(node).run().equals(standings.get(node).run());
  }

  /** Whether every member answers and none has a register: there is nothing to lose. */
  private boolean nothingWritten() {
    return allAnswer() && standings.values().stream().allMatch(Standing::blank);
  }

  private boolean allAnswer() {
    return standings.keySet().containsAll(newest.members().keySet());
  }

  /** The next view knows the node by the incarnation it has; then CP-15 decides. */
  private Step<Request, Reply, Report> recall(String node) {
    View.Member member = new View.Member("n" + survey.drawn(), record(node).incarnation());
    return enter(newest.next(node, member), sound().toList(), this::moved);
  }

  /** CP-15: it has its expected incarnation, and others bear witness. */
  private boolean trustworthy(String node) {
    return known(node) && witnessed(node);
  }

  /** Whether it is not behind what others noted of it, enough of them lately. */
  private boolean witnessed(String node) {
    List<Standing> witnesses = witnesses(node);
    long fresh = witnesses.stream().filter(this::mayVouch).count();
    return (fresh >= newest.majority() - 1 || nothingWritten())
        && witnesses.stream()
            .flatMap(witness -> witness.notes().of(node).stream())
            .noneMatch(note -> ahead(note, record(node)));
  }

  /**
   * Whether nobody is known to have been served for long since this witness got its notes: not by
   * this instance, nor by what any node keeps. Once every member answers there is nobody to wait
   * for.
   */
  private boolean mayVouch(Standing witness) {
    return survey.memory().service().served() - witness.notes().served() <= NOTE_AGE_MOST_MS
        || allAnswer();
  }

  /**
   * Whether each witness noted it under the incarnation that it has. No note is no word for a node
   * of which the view knows nothing: it may be a disk from before the last two.
   */
  private boolean vouchedFor(String node) {
    return witnessed(node)
        && (nothingWritten()
            || witnesses(node).stream()
                .map(witness -> witness.notes().of(node))
                .allMatch(note ->
                    note.map(Reply.Progress::incarnation)
                        .equals(Optional.of(record(node).incarnation()))));
  }

  private List<Standing> witnesses(String node) {
    return standings.entrySet().stream()
        .filter(other -> !other.getKey().equals(node) && view(other.getKey()).number() > 0)
        .map(Map.Entry::getValue)
        .toList();
  }

  /**
   * A node changes its incarnation without leaving its view's number only by losing its disk, or
   * while it is only marked. So of one that was noted under another, either may be the old disk.
   */
  private static boolean ahead(Reply.Progress note, NodeRecord record) {
    return note.incarnation().equals(record.incarnation())
        ? note.changes() > record.changes()
        : note.number() >= Math.max(1, record.view().number());
  }

  /**
   * Whether a note of this view's number knows the node under another incarnation, so that its
   * counters cannot be compared: the next view tells the two apart.
   */
  private boolean ambiguous(String node) {
    return standings.values().stream()
        .flatMap(witness -> witness.notes().of(node).stream())
        .anyMatch(note ->
            note.number() == view(node).number()
                && !note.incarnation().equals(record(node).incarnation()));
  }

  /** CP-16: forming on all, then committed on all. */
  private Step<Request, Reply, Report> form() {
    boolean recordLost =
        standings.values().stream().anyMatch(it -> it.record().isEmpty() && !it.blank());
    if (recordLost) {
      return done(Finding.RECORD_LOST, "");
    }
    if (standings.size() < survey.nodes().size()) {
      return done(Finding.UNFORMED, "");
    }
    Map<String, Request> marks = new TreeMap<>();
    Map<String, String> incarnations = new TreeMap<>();
    standings.forEach((node, standing) -> {
      if (record(node).run().equals(standing.run())) {
        incarnations.put(node, record(node).incarnation());
      } else {
        marks.put(node, new Request.Mark("n" + survey.drawn()));
      }
    });
    if (!marks.isEmpty()) {
      return survey.whenOver(
          marks,
          tally ->
              done(tally.of(Reply.Status.class).isEmpty() ? Finding.BUSY : Finding.MARKED, ""));
    }
    View first = View.first(incarnations);
    return enter(
        first,
        survey.nodes(),
        tally -> {
          if (tally.of(Reply.Entered.class).isEmpty()) {
            return done(Finding.BUSY, "");
          }
          survey.memory().learn(first);
          return done(Finding.FORMED, "");
        });
  }

  private Step<Request, Reply, Report> enter(
      View view, List<String> who, Function<QuorumTally, Step<Request, Reply, Report>> then) {
    Map<String, Request> messages = new TreeMap<>();
    who.forEach(node -> messages.put(node, new Request.Enter(view)));
    return survey.whenOver(messages, then);
  }

  private Step<Request, Reply, Report> moved(QuorumTally tally) {
    return done(anyEntered(tally) ? Finding.MOVED : Finding.BUSY, "");
  }

  private static boolean anyEntered(QuorumTally tally) {
    return !tally.of(Reply.Entered.class).isEmpty();
  }

  private Step<Request, Reply, Report> done(Finding finding, String node) {
    return new Step.Done<>(new Report(finding, strange(), node, standings));
  }

  private List<String> strange() {
    return standings.keySet().stream()
        .filter(node -> newest.members().containsKey(node) && !isSound(node))
        .toList();
  }

  Stream<String> sound() {
    return standings.keySet().stream().filter(this::isSound);
  }

  /**
   * Not strange: not restarted, not being refilled, and under the incarnation of the newest view.
   */
  boolean isSound(String node) {
    NodeRecord record = record(node);
    View.Member member = newest.members().get(node);
    return member != null
        && ranOn(node)
        && record.pending().isEmpty()
        && record.incarnation().equals(member.incarnation());
  }

  NodeRecord record(String node) {
    return standings.get(node).record().orElse(NodeRecord.NOTHING);
  }

  View view(String node) {
    return record(node).view();
  }
}
