package caplab.cp.shell;

import caplab.cp.core.Change;
import caplab.cp.core.KeyedWrite;
import caplab.cp.core.OperationToken;
import caplab.cp.core.Outcome;
import caplab.cp.core.Read;
import caplab.cp.core.Reply;
import caplab.cp.core.Request;
import caplab.cp.core.Write;
import caplab.node.Breaker;
import caplab.protocol.EventLoop;
import caplab.protocol.Step;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
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
  private final Set<String> inFlight = new HashSet<>();

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
    run(tag, read.start(loop.nowMs()), refused(Outcome.Reason.NO_QUORUM), then);
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
              unknown(id, 0),
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
    if (!inFlight.add(keyed.idempotencyKey())) {
      then.accept(new Outcome.InFlight());
      return;
    }
    Consumer<Outcome> over =
        outcome -> {
          inFlight.remove(keyed.idempotencyKey());
          then.accept(outcome);
        };
    // An earlier attempt may have been proposed: without a quorum nobody can say it was not.
    Outcome unknown = unknown(keyed.operation(), 0);
    String register = register(key);
    if (refusal(tag(register)).isPresent()) {
      over.accept(unknown);
      return;
    }
    turns.await(
        register,
        deadlineMs,
        () -> over.accept(unknown),
        () -> claim(register, change, keyed, deadlineMs, turns.endingOf(register, over)));
  }

  private void claim(
      String register,
      Change change,
      KeyedWrite.Keyed keyed,
      long deadlineMs,
      Consumer<Outcome> then) {
    read(
        register,
        tag(register),
        deadlineMs,
        before -> {
          if (before instanceof Outcome.Value value) {
            claim(register, change, keyed, deadlineMs, value.state().version(), then);
          } else {
            // Nothing is known of an earlier attempt, which may have been proposed.
            then.accept(new Outcome.Unknown(keyed.operation(), 0, before.rounds()));
          }
        });
  }

  private void claim(
      String register,
      Change change,
      KeyedWrite.Keyed keyed,
      long deadlineMs,
      long version,
      Consumer<Outcome> then) {
    HashTag its = tag(keyed.register());
    String attempt = "a" + HexFormat.of().toHexDigits(loop.random().nextLong());
    loop.run(
        KeyedWrite.claim(
            its.memory(), keyed, version, attempt, patienceMs, deadlineMs, loop.nowMs()),
        its.replicas(),
        () -> new KeyedWrite.Refused(unknown(keyed.operation(), version)),
        claim -> {
          switch (claim) {
            case KeyedWrite.Refused(Outcome outcome) -> {
              ended.accept(its, outcome);
              then.accept(outcome);
            }
            case KeyedWrite.Claimed(long first, boolean again) -> {
              Write.Job job =
                  new Write.Job(register, keyed.operation(), change, patienceMs, deadlineMs);
              HashTag tag = tag(register);
              run(
                  tag,
                  Write.resume(tag.memory(), job, first, again, loop.nowMs()),
                  unknown(keyed.operation(), first),
                  then);
            }
          }
        });
  }

  /** What became of a write whose outcome was unknown (CP-7). */
  public void settle(OperationToken token, long deadlineMs, Consumer<? super Outcome> then) {
    HashTag tag = tag(token.register());
    Outcome unknown = unknown(token.operation(), token.first());
    if (refusal(tag).isPresent()) {
      then.accept(unknown);
      return;
    }
    turns.await(
        token.register(),
        deadlineMs,
        () -> then.accept(unknown),
        () ->
            run(
                tag,
                KeyedWrite.settle(tag.memory(), token, patienceMs, deadlineMs, loop.nowMs()),
                unknown,
                turns.endingOf(token.register(), then)));
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

  private void run(
      HashTag tag,
      Step<Request, Reply, Outcome> first,
      Outcome otherwise,
      Consumer<? super Outcome> then) {
    loop.run(
        first,
        tag.replicas(),
        () -> otherwise,
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
