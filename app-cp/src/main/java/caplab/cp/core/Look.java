package caplab.cp.core;

import caplab.cp.core.Repair.Finding;
import caplab.cp.core.Repair.Report;
import caplab.cp.core.Reply.Standing;
import caplab.protocol.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What a {@link Repair} decides from how the nodes stand.
 *
 * @param repair whose look it is
 * @param standings of the nodes that answered
 * @param newest the newest view that anybody knows
 */
record Look(Repair repair, Map<String, Standing> standings, View newest) {

  /**
   * @param before the view this instance knew before it looked
   */
  Step<Request, Reply, Report> next(View before) {
    if (newest.number() == 0) {
      return form();
    }
    repair.memory().learn(newest);
    return note(new ArrayList<>(notesDue()), () -> decide(before));
  }

  private Step<Request, Reply, Report> decide(View before) {
    List<String> strange = strange();
    List<String> behind = sound().filter(node -> newest.newerThan(view(node))).toList();
    if (!behind.isEmpty()) {
      return enter(newest, behind, tally -> done(Finding.MOVED, ""));
    }
    if (!strange.isEmpty()) {
      return heal(strange, before);
    }
    boolean tied = sound().anyMatch(node -> !newest.same(view(node)));
    if (tied || sound().anyMatch(this::ambiguous)) {
      View settled = newest.renumbered("v" + repair.drawn());
      return enter(settled, sound().toList(), tally -> done(Finding.MOVED, ""));
    }
    return done(Finding.HEALTHY, "");
  }

  private Step<Request, Reply, Report> heal(List<String> strange, View before) {
    List<String> others = sound().toList();
    if (others.size() < repair.memory().freshness().fence(newest)) {
      return trust(strange);
    }
    String node = strange.getFirst();
    Optional<Fence.Pending> pending =
        fence(node).pending().filter(begun -> begun.run().equals(standings.get(node).run()));
    // Rule 13: a mover waits for a younger change that it meets.
    Repair.Busy busy = new Repair.Busy(newest, node, pending);
    boolean younger = !newest.same(before) || pending.isPresent();
    if (younger && repair.seen().isEmpty()) {
      return repair.waiting(busy);
    }
    if (repair.seen().filter(met -> !met.equals(busy)).isPresent()) {
      return done(Finding.BUSY, node);
    }
    return move(node, others);
  }

  /** Rule 13: the others enter a view made for this change alone; then the refill. */
  private Step<Request, Reply, Report> move(String node, List<String> others) {
    String drawn = repair.drawn();
    View made = newest.next("v" + drawn, node, new View.Member("n" + drawn, was(node)));
    return enter(
        made,
        others,
        tally -> {
          List<String> entered = List.copyOf(tally.of(Reply.Entered.class).keySet());
          if (entered.size() < repair.memory().freshness().fence(made)) {
            return done(Finding.BUSY, node);
          }
          repair.memory().learn(made);
          return new Refill(repair.memory(), made, node, entered, repair.patienceMs())
              .start()
              .then(0, (admitted, now) -> done(admitted ? Finding.ADMITTED : Finding.BUSY, node));
        });
  }

  /** The incarnation that the node has, if the newest view knows it: rule 15 may need it. */
  private String was(String node) {
    String held = fence(node).incarnation();
    return known(node) ? held : "";
  }

  private boolean known(String node) {
    View.Member member = newest.members().get(node);
    String held = fence(node).incarnation();
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
    Fence fence = fence(node);
    boolean open = newest.same(fence.view()) || newest.newerThan(fence.view());
    View into = open ? newest : newest.renumbered("v" + repair.drawn());
    Request trust = new Request.Trust(into, fence.run(), fence.changes());
    return repair.whenOver(
        Map.of(node, trust),
        tally ->
            done(tally.of(Reply.Entered.class).isEmpty() ? Finding.BUSY : Finding.TRUSTED, node));
  }

  /**
   * Whether the newest view names the node under neither of its incarnations although it was not
   * restarted since it was admitted, so that it lost nothing: the message that made this view was
   * so slow that the refill it speaks of had been done by another mover.
   */
  private boolean overtaken(String node) {
    return !known(node)
        && fence(node).run().equals(standings.get(node).run())
        && view(node).number() > 0;
  }

  /** The next view knows the node by the incarnation it has; then rule 15 decides. */
  private Step<Request, Reply, Report> recall(String node) {
    View.Member member = new View.Member("n" + repair.drawn(), fence(node).incarnation());
    View made = newest.next("v" + repair.drawn(), node, member);
    return enter(
        made,
        sound().toList(),
        tally ->
            done(tally.of(Reply.Entered.class).isEmpty() ? Finding.STUCK : Finding.MOVED, node));
  }

  /** Rule 15: it has its expected incarnation and is not behind what enough others noted of it. */
  private boolean trustworthy(String node) {
    Fence fence = fence(node);
    List<Standing> witnesses =
        standings.entrySet().stream()
            .filter(other -> !other.getKey().equals(node) && view(other.getKey()).number() > 0)
            .map(Map.Entry::getValue)
            .toList();
    return known(node)
        && witnesses.size() >= newest.majority() - 1
        && witnesses.stream()
            .flatMap(witness -> Optional.ofNullable(witness.notes().get(node)).stream())
            .noneMatch(note -> ahead(note, fence));
  }

  /**
   * A node changes its incarnation without leaving its view's number only by losing its disk, or
   * while it is only marked. So of one that was noted under another, either may be the old disk.
   */
  private static boolean ahead(Reply.Progress note, Fence fence) {
    return note.incarnation().equals(fence.incarnation())
        ? note.changes() > fence.changes()
        : note.number() >= Math.max(1, fence.view().number());
  }

  /**
   * Whether a note of this view's number knows the node under another incarnation, so that its
   * counters cannot be compared: the next view tells the two apart.
   */
  private boolean ambiguous(String node) {
    return standings.values().stream()
        .flatMap(witness -> Optional.ofNullable(witness.notes().get(node)).stream())
        .anyMatch(note ->
            note.number() == view(node).number()
                && !note.incarnation().equals(fence(node).incarnation()));
  }

  /** Rule 16: forming on all, then committed on all. */
  private Step<Request, Reply, Report> form() {
    boolean recordLost =
        standings.values().stream().anyMatch(it -> it.fence().isEmpty() && !it.blank());
    if (recordLost) {
      return done(Finding.RECORD_LOST, "");
    }
    if (standings.size() < repair.nodes().size()) {
      return done(Finding.UNFORMED, "");
    }
    Map<String, Request> marks = new TreeMap<>();
    Map<String, String> incarnations = new TreeMap<>();
    standings.forEach((node, standing) -> {
      if (fence(node).run().equals(standing.run())) {
        incarnations.put(node, fence(node).incarnation());
      } else {
        marks.put(node, new Request.Mark("n" + repair.drawn()));
      }
    });
    if (!marks.isEmpty()) {
      return repair.whenOver(marks, tally -> done(Finding.MARKED, ""));
    }
    View first = View.first(incarnations);
    return enter(
        first,
        repair.nodes(),
        tally -> {
          repair.memory().learn(first);
          return done(Finding.FORMED, "");
        });
  }

  private record Due(String about, Reply.Progress progress, List<String> at) {}

  private List<Due> notesDue() {
    List<Due> due = new ArrayList<>();
    sound()
        .forEach(node -> {
          Reply.Progress progress =
              new Reply.Progress(
                  view(node).number(), fence(node).incarnation(), fence(node).changes());
          List<String> at =
              standings.entrySet().stream()
                  .filter(other -> !other.getKey().equals(node))
                  .filter(other -> lacks(other.getValue(), node, progress))
                  .map(Map.Entry::getKey)
                  .toList();
          if (!at.isEmpty()) {
            due.add(new Due(node, progress, at));
          }
        });
    return due;
  }

  private static boolean lacks(Standing standing, String about, Reply.Progress progress) {
    Reply.Progress noted = standing.notes().get(about);
    return noted == null || progress.beyond(noted);
  }

  private Step<Request, Reply, Report> note(
      List<Due> due, Supplier<Step<Request, Reply, Report>> then) {
    if (due.isEmpty()) {
      return then.get();
    }
    Due first = due.getFirst();
    Map<String, Request> messages = new TreeMap<>();
    first
        .at()
        .forEach(node -> messages.put(node, new Request.Note(first.about(), first.progress())));
    return repair.whenOver(messages, tally -> note(due.subList(1, due.size()), then));
  }

  private Step<Request, Reply, Report> enter(
      View view, List<String> who, Function<Tally, Step<Request, Reply, Report>> then) {
    Map<String, Request> messages = new TreeMap<>();
    who.forEach(node -> messages.put(node, new Request.Enter(view)));
    return repair.whenOver(messages, then);
  }

  private Step<Request, Reply, Report> done(Finding finding, String node) {
    return new Step.Done<>(new Report(finding, strange(), node, standings));
  }

  private List<String> strange() {
    return standings.keySet().stream()
        .filter(node -> newest.members().containsKey(node) && !isSound(node))
        .toList();
  }

  private Stream<String> sound() {
    return standings.keySet().stream().filter(this::isSound);
  }

  /**
   * Not strange: not restarted, not being refilled, and under the incarnation of the newest view.
   */
  private boolean isSound(String node) {
    Fence fence = fence(node);
    View.Member member = newest.members().get(node);
    return member != null
        && fence.run().equals(standings.get(node).run())
        && fence.pending().isEmpty()
        && fence.incarnation().equals(member.incarnation());
  }

  private Fence fence(String node) {
    return standings.get(node).fence().orElse(Fence.NOTHING);
  }

  private View view(String node) {
    return fence(node).view();
  }
}
