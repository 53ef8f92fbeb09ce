package caplab.cp;

import caplab.cp.core.Change;
import caplab.cp.core.KeyedWrite;
import caplab.cp.core.OperationToken;
import caplab.cp.core.Outcome;
import caplab.cp.core.ProposerMemory;
import caplab.cp.core.Read;
import caplab.cp.core.Reply;
import caplab.cp.core.Request;
import caplab.cp.core.Write;
import caplab.node.Breaker;
import caplab.node.Node;
import caplab.protocol.Driver;
import caplab.protocol.Replica;
import caplab.protocol.Step;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.zip.CRC32;

/**
 * The register that clients read and write: runs the core's protocols over the nodes, each key in
 * its hash tag. An operation ends by its deadline; after that nothing goes on.
 */
public final class CpRegister {

  private static final int STRIPES = 1024;

  private final List<Tag> tags;
  private final Collection<Node> nodes;
  private final Driver driver;
  private final LongSupplier nowMs;
  private final CpConfig config;
  private final BiConsumer<Tag, Outcome> ended;
  private final ReentrantLock[] turns = new ReentrantLock[STRIPES];
  private final Set<String> inFlight = ConcurrentHashMap.newKeySet();

  /**
   * One hash tag: a CASPaxos group of its own.
   *
   * @param replicas by node
   */
  public record Tag(
      ProposerMemory memory, Map<String, ? extends Replica<Request, Reply>> replicas) {}

  /** The Idempotency-Key is in use by a request that this instance has not answered yet: 409. */
  public static final class InFlight extends RuntimeException {
    private static final long serialVersionUID = 1;

    InFlight() {
      super("a request with this Idempotency-Key is in flight", null, false, false);
    }
  }

  /**
   * @param tags in order; their number never changes
   * @param nowMs the driver's clock
   * @param ended hears of every operation, so that a node's refusal is followed up
   */
  public CpRegister(
      List<Tag> tags,
      Collection<Node> nodes,
      Driver driver,
      LongSupplier nowMs,
      CpConfig config,
      BiConsumer<Tag, Outcome> ended) {
    this.ended = ended;
    this.tags = List.copyOf(tags);
    this.nodes = List.copyOf(nodes);
    this.driver = driver;
    this.nowMs = nowMs;
    this.config = config;
    for (int i = 0; i < STRIPES; i++) {
      turns[i] = new ReentrantLock();
    }
  }

  /** Reads linearizably. */
  public Outcome read(String key, long deadlineMs) {
    return read(register(key), tag(register(key)), deadlineMs);
  }

  private Outcome read(String register, Tag tag, long deadlineMs) {
    if (!quorumPossible()) {
      return refused(Outcome.Reason.NO_QUORUM);
    }
    if (!shared(tag)) {
      return refused(Outcome.Reason.FENCED);
    }
    Read read = new Read(tag.memory(), register, config.nodeMs(), deadlineMs);
    return run(tag, read.start(nowMs.getAsLong()));
  }

  /** Applies a change, once. */
  public Outcome change(String key, Change change, long deadlineMs) {
    Tag tag = tag(register(key));
    String operation = tag.memory().operation();
    Write.Job job = new Write.Job(register(key), operation, change, config.nodeMs(), deadlineMs);
    return inTurn(
        register(key),
        deadlineMs,
        () -> run(tag, Write.start(tag.memory(), job, nowMs.getAsLong())),
        CpRegister::refused);
  }

  /**
   * Applies a change that the client may ask for again, through any instance (CP-8).
   *
   * @throws InFlight if this instance is at it
   */
  public Outcome changeOnce(String key, Change change, KeyedWrite.Keyed keyed, long deadlineMs) {
    if (!inFlight.add(keyed.idempotencyKey())) {
      throw new InFlight();
    }
    try {
      // An earlier attempt may have been proposed: without a quorum nobody can say it was not.
      return inTurn(
          register(key),
          deadlineMs,
          () -> claimed(key, change, keyed, deadlineMs),
          reason -> new Outcome.Unknown(keyed.operation(), 0, List.of()));
    } finally {
      inFlight.remove(keyed.idempotencyKey());
    }
  }

  private Outcome claimed(String key, Change change, KeyedWrite.Keyed keyed, long deadlineMs) {
    Tag tag = tag(register(key));
    Outcome before = read(register(key), tag, deadlineMs);
    if (!(before instanceof Outcome.Value value)) {
      // Nothing is known of an earlier attempt, which may have been proposed.
      return new Outcome.Unknown(keyed.operation(), 0, before.rounds());
    }
    Tag its = tag(keyed.register());
    KeyedWrite.Claim claim =
        run(
            its,
            KeyedWrite.claim(
                its.memory(),
                keyed,
                value.state().version(),
                UUID.randomUUID().toString(),
                config.nodeMs(),
                deadlineMs,
                nowMs.getAsLong()));
    return switch (claim) {
      case KeyedWrite.Refused(Outcome outcome) -> outcome;
      case KeyedWrite.Claimed(long first, boolean again) -> {
        Write.Job job =
            new Write.Job(register(key), keyed.operation(), change, config.nodeMs(), deadlineMs);
        yield run(tag, Write.resume(tag.memory(), job, first, again, nowMs.getAsLong()));
      }
    };
  }

  /** What became of a write whose outcome was unknown (CP-7). */
  public Outcome settle(OperationToken token, long deadlineMs) {
    Tag tag = tag(token.register());
    return inTurn(
        token.register(),
        deadlineMs,
        () ->
            run(
                tag,
                KeyedWrite.settle(
                    tag.memory(), token, config.nodeMs(), deadlineMs, nowMs.getAsLong())),
        reason -> new Outcome.Unknown(token.operation(), token.first(), List.of()));
  }

  /** CP-5: one change at a time per key and instance; refused at once if no quorum is possible. */
  private Outcome inTurn(
      String register,
      long deadlineMs,
      Supplier<Outcome> operation,
      Function<Outcome.Reason, Outcome> refusal) {
    if (!quorumPossible()) {
      return refusal.apply(Outcome.Reason.NO_QUORUM);
    }
    if (!shared(tag(register))) {
      return refusal.apply(Outcome.Reason.FENCED);
    }
    ReentrantLock turn = turns[Math.floorMod(register.hashCode(), STRIPES)];
    try {
      long left = Math.max(0, deadlineMs - nowMs.getAsLong());
      if (!turn.tryLock(left, TimeUnit.MILLISECONDS)) {
        return refusal.apply(Outcome.Reason.CONTENTION);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return refusal.apply(Outcome.Reason.CONTENTION);
    }
    try {
      return operation.get();
    } finally {
      turn.unlock();
    }
  }

  /** With too many breakers open the answer is known, and no command is sent for it. */
  private boolean quorumPossible() {
    long open = nodes.stream().filter(node -> node.breaker().state() == Breaker.State.OPEN).count();
    return nodes.size() - open > nodes.size() / 2;
  }

  /** CP-17: the view decides who the members are; one that names others is not ours to use. */
  private static boolean shared(Tag tag) {
    return tag.replicas().keySet().containsAll(tag.memory().view().nodes());
  }

  private static Outcome refused(Outcome.Reason reason) {
    return new Outcome.NotApplied(reason, List.of());
  }

  private <O> O run(Tag tag, Step<Request, Reply, O> first) {
    O result = driver.run(first, tag.replicas(), new Object());
    if (result instanceof Outcome outcome) {
      ended.accept(tag, outcome);
    }
    return result;
  }

  private static String register(String key) {
    return "k:" + key;
  }

  private Tag tag(String register) {
    CRC32 sum = new CRC32();
    sum.update(register.getBytes(StandardCharsets.UTF_8));
    return tags.get((int) (sum.getValue() % tags.size()));
  }
}
