package caplab.cp.shell;

import caplab.cp.core.Change;
import caplab.cp.core.KeyedWrite;
import caplab.cp.core.OperationToken;
import caplab.cp.core.Outcome;
import caplab.cp.core.Read;
import caplab.cp.core.RegisterState;
import caplab.cp.core.Reply;
import caplab.cp.core.Request;
import caplab.cp.core.Write;
import caplab.node.Breaker;
import caplab.protocol.EventLoop;
import caplab.protocol.Step;
import caplab.protocol.Trail;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.CRC32;

/**
 * The register that clients read and write: runs the core's protocols over the nodes, each key in
 * its hash tag. An operation ends by its deadline, a time of the event loop; after that nothing
 * goes on.
 */
public final class CpRegister {

  private final EventLoop loop;
  private final List<HashTag> tags;
  private final List<Breaker> breakers;
  private final long patienceMs;
  private final BiConsumer<HashTag, Outcome> ended;
  private final Turns turns;
  private final Set<String> inFlight;
  private final Optional<Trail<Request, Reply>> trail;

  /**
   * @param tags in order; their number never changes
   * @param breakers of all nodes
   * @param patienceMs how long one message may take
   * @param ended hears of every operation, so that a node's refusal is followed up
   */
  CpRegister(
      EventLoop loop,
      List<HashTag> tags,
      Collection<? extends Breaker> breakers,
      long patienceMs,
      BiConsumer<HashTag, Outcome> ended) {
    this.loop = loop;
    this.tags = List.copyOf(tags);
    this.breakers = List.copyOf(breakers);
    this.patienceMs = patienceMs;
    this.ended = ended;
    turns = new Turns(loop);
    inFlight = new HashSet<>();
    trail = Optional.empty();
  }

  private CpRegister(CpRegister same, Optional<Trail<Request, Reply>> trail) {
    this.loop = same.loop;
    this.tags = same.tags;
    this.breakers = same.breakers;
    this.patienceMs = same.patienceMs;
    this.ended = same.ended;
    this.turns = same.turns;
    this.inFlight = same.inFlight;
    this.trail = trail;
  }

  /** This register, whose operations the trail follows; itself if there is none. Any thread may. */
  public CpRegister along(Optional<Trail<Request, Reply>> trail) {
    return trail.isEmpty() ? this : new CpRegister(this, trail);
  }

  /** Reads linearizably. */
  public void read(String key, long deadlineMs, Consumer<? super Outcome> then) {
    String register = register(key);
    HashTag tag = tag(register);
    Optional<Outcome.Reason> refusal = refusal(tag);
    if (refusal.isPresent()) {
      then.accept(refused(refusal.get()));
    } else {
      read(register, tag, deadlineMs, then);
    }
  }

  private void read(String register, HashTag tag, long deadlineMs, Consumer<? super Outcome> then) {
    Read read = new Read(tag.memory(), register, patienceMs, deadlineMs);
    run(
        tag,
        read.start(loop.nowMs()),
        () -> new Outcome.NotApplied(Outcome.Reason.NO_QUORUM, lost(tag, Outcome.Asked.READ)),
        then);
  }

  /** Applies a change, once. */
  public void change(String key, Change change, long deadlineMs, Consumer<? super Outcome> then) {
    String register = register(key);
    HashTag tag = tag(register);
    Optional<Outcome.Reason> refusal = refusal(tag);
    if (refusal.isPresent()) {
      then.accept(refused(refusal.get()));
      return;
    }
    turns.await(
        register,
        deadlineMs,
        () -> then.accept(refused(Outcome.Reason.CONTENTION)),
        () -> {
          String id = tag.memory().operation();
          Write.Job job = new Write.Job(register, id, change, patienceMs, deadlineMs);
          run(
              tag,
              Write.start(tag.memory(), job, loop.nowMs()),
              () -> doubt(tag, id, 0),
              turns.endingOf(register, then));
        });
  }

  /**
   * Applies a change that the client may ask for again, through any instance (CP-8). {@link
   * Outcome.InFlight} if this instance is at it.
   */
  public void changeOnce(
      String key,
      Change change,
      KeyedWrite.Keyed keyed,
      long deadlineMs,
      Consumer<? super Outcome> then) {
    if (!inFlight.add(keyed.register())) {
      then.accept(new Outcome.InFlight());
      return;
    }
    String register = register(key);
    inTurn(
        register,
        // Other attempts may have been proposed, or be proposed now: nobody here can say they are
        // not.
        unknown(keyed.name(), 0),
        deadlineMs,
        outcome -> {
          inFlight.remove(keyed.register());
          then.accept(outcome);
        },
        over -> claim(register, change, keyed, deadlineMs, over));
  }

  private void claim(
      String register,
      Change change,
      KeyedWrite.Keyed keyed,
      long deadlineMs,
      Consumer<? super Outcome> then) {
    HashTag tag = tag(register);
    read(
        register,
        tag,
        deadlineMs,
        before -> {
          if (before instanceof Outcome.Value(RegisterState state, var ignored)) {
            claim(
                keyed,
                Optional.of(keyed.claimed(tag.memory(), state)),
                deadlineMs,
                then,
                (operation, first) -> {
                  Write.Job job =
                      new Write.Job(register, operation, change, patienceMs, deadlineMs);
                  run(
                      tag,
                      Write.resume(tag.memory(), job, first, loop.nowMs()),
                      () -> doubt(tag, operation, first),
                      then);
                });
          } else {
            then.accept(new Outcome.Unknown(keyed.name(), 0, before.rounds()));
          }
        });
  }

  /** What is done with a claim. */
  @FunctionalInterface
  private interface Work {
    void go(String operation, long first);
  }

  private void claim(
      KeyedWrite.Keyed keyed,
      Optional<KeyedWrite.Claimed> mine,
      long deadlineMs,
      Consumer<? super Outcome> refused,
      Work work) {
    HashTag its = tag(keyed.register());
    loop.run(
        KeyedWrite.claim(its.memory(), keyed, mine, patienceMs, deadlineMs, loop.nowMs()),
        its.replicas(),
        trail,
        () -> new KeyedWrite.Refused(doubt(its, keyed.name(), 0)),
        claim -> {
          switch (claim) {
            case KeyedWrite.Refused(Outcome outcome) -> {
              ended.accept(its, outcome);
              refused.accept(outcome);
            }
            case KeyedWrite.Claimed(String operation, long first) -> work.go(operation, first);
          }
        });
  }

  /** What became of a write whose outcome was unknown (CP-7). */
  public void settle(OperationToken token, long deadlineMs, Consumer<? super Outcome> then) {
    String register = token.register();
    inTurn(
        register,
        unknown(token.operation(), token.first()),
        deadlineMs,
        then,
        over -> {
          Optional<KeyedWrite.Keyed> keyed = KeyedWrite.Keyed.named(token.operation());
          Work work =
              (operation, first) ->
                  settleNow(new OperationToken(register, operation, first), deadlineMs, over);
          if (keyed.isPresent()) {
            claim(keyed.get(), Optional.empty(), deadlineMs, over, work);
          } else {
            work.go(token.operation(), token.first());
          }
        });
  }

  private void settleNow(OperationToken token, long deadlineMs, Consumer<? super Outcome> then) {
    HashTag tag = tag(token.register());
    run(
        tag,
        token.settle(tag.memory(), patienceMs, deadlineMs, loop.nowMs()),
        () -> doubt(tag, token.operation(), token.first()),
        then);
  }

  /** Does this when its turn comes (CP-5), or tells at once, or at the deadline, that it cannot. */
  private void inTurn(
      String register,
      Outcome otherwise,
      long deadlineMs,
      Consumer<? super Outcome> then,
      Consumer<Consumer<Outcome>> work) {
    if (refusal(tag(register)).isPresent()) {
      then.accept(otherwise);
    } else {
      turns.await(
          register,
          deadlineMs,
          () -> then.accept(otherwise),
          () -> work.accept(turns.endingOf(register, then)));
    }
  }

  /** Why nothing needs to be sent, if the answer is known without. */
  private Optional<Outcome.Reason> refusal(HashTag tag) {
    int skipped = 0;
    for (Breaker breaker : breakers) {
      skipped += breaker.skips() ? 1 : 0;
    }
    if (breakers.size() - skipped <= breakers.size() / 2) {
      return Optional.of(Outcome.Reason.NO_QUORUM);
    }
    return tag.shared() ? Optional.empty() : Optional.of(Outcome.Reason.FENCED);
  }

  private static Outcome refused(Outcome.Reason reason) {
    return new Outcome.NotApplied(reason, List.of());
  }

  private static Outcome unknown(String operation, long first) {
    return new Outcome.Unknown(operation, first, List.of());
  }

  private static Outcome doubt(HashTag tag, String operation, long first) {
    return new Outcome.Unknown(operation, first, lost(tag, Outcome.Asked.ACCEPT));
  }

  /** What is left to say if the protocol itself is at fault: any node may have done it. */
  private static List<Outcome.Trace> lost(HashTag tag, Outcome.Asked asked) {
    Map<String, Outcome.Heard> heard = new TreeMap<>();
    tag.replicas().keySet().forEach(node -> heard.put(node, Outcome.Heard.LOST));
    return List.of(new Outcome.Trace(asked, "", heard));
  }

  private void run(
      HashTag tag,
      Step<Request, Reply, Outcome> first,
      Supplier<Outcome> otherwise,
      Consumer<? super Outcome> then) {
    loop.run(
        first,
        tag.replicas(),
        trail,
        otherwise,
        outcome -> {
          ended.accept(tag, outcome);
          then.accept(outcome);
        });
  }

  private static String register(String key) {
    return "k:" + key;
  }

  private HashTag tag(String register) {
    CRC32 sum = new CRC32();
    sum.update(register.getBytes(StandardCharsets.UTF_8));
    return tags.get((int) (sum.getValue() % tags.size()));
  }
}
