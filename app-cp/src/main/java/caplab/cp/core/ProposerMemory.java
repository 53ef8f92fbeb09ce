package caplab.cp.core;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * What an instance remembers of one hash tag between operations: the newest view it met, the
 * greatest ballot, and per register the promise for its next write (CP-3). Used on the instance's
 * event loop alone; forgetting all of it costs a round trip and nothing else.
 */
public final class ProposerMemory {

  /** A bound on the characters of all remembered states together. */
  private static final int CHARACTERS_MOST = 2_000_000;

  /** What each register costs besides its value. */
  private static final int CHARACTERS_EACH = 1_000;

  /**
   * A promise that a majority gave together with its last accept.
   *
   * @param view in which it was given
   * @param ballot to be used for one proposal, once (CP-1)
   * @param state what that majority accepted
   */
  record Promise(View view, Ballot ballot, RegisterState state) {
    int characters() {
      return CHARACTERS_EACH + state.value().map(String::length).orElse(0);
    }
  }

  private final long proposer;
  private final QuorumRules rules;
  private final LinkedHashMap<String, Promise> promises = new LinkedHashMap<>(16, 0.75f, true);
  private int characters;
  private long counter;
  private long operations;
  private View view = View.NONE;
  private final ServiceTime service = new ServiceTime();

  /**
   * @param proposer drawn anew at every process start, 1 to 10^16 − 1
   */
  public ProposerMemory(long proposer) {
    this(proposer, QuorumRules.PROOF);
  }

  /** For controls that take a rule away. */
  public ProposerMemory(long proposer, QuorumRules rules) {
    this.proposer = proposer;
    this.rules = rules;
  }

  /** An id for an operation of this process, unique for ever; this process is its author. */
  public String operation() {
    return proposer + "." + ++operations;
  }

  QuorumRules rules() {
    return rules;
  }

  ServiceTime service() {
    return service;
  }

  /** A ballot above every one drawn or seen before. */
  Ballot ballot() {
    counter++;
    return new Ballot(counter, proposer);
  }

  /** Remembers a ballot met, so that the next one drawn is above it. */
  void saw(Ballot ballot) {
    counter = Math.max(counter, ballot.counter());
  }

  /** Remembers what an answer tells: a higher ballot, another view. */
  void heed(Reply reply) {
    if (reply instanceof Reply.Conflict(Ballot newest)) {
      saw(newest);
    } else if (reply instanceof Reply.Held held) {
      saw(held.promised().max(held.accepted()));
    } else if (reply instanceof Reply.Fenced(Reply.Standing standing)) {
      standing.record().map(NodeRecord::view).ifPresent(this::learn);
    } else if (reply instanceof Reply.Each(List<Reply> replies)) {
      replies.forEach(this::heed);
    }
  }

  /** The view that operations name; {@link View#NONE} until one was met. */
  public View view() {
    return view;
  }

  /**
   * Takes over a view that a node stands in, unless an older one. Of two views of one number the
   * one met last is taken: any will do, since the nodes decide. Promises of another view are void.
   */
  public void learn(View met) {
    if (met.number() > 0 && !view.newerThan(met) && !view.same(met)) {
      view = met;
      promises.clear();
      characters = 0;
    }
  }

  /** The promise for this register, forgotten here at once: it is used once. */
  Optional<Promise> take(String register) {
    Promise promise = promises.remove(register);
    if (promise == null) {
      return Optional.empty();
    }
    characters -= promise.characters();
    return Optional.of(promise);
  }

  /** But for the register of a keyed write, which is written once and then forgotten (CP-8). */
  void keep(String register, Promise promise) {
    if (!promise.view().same(view) || KeyedWrite.isClaim(register)) {
      return;
    }
    take(register);
    promises.put(register, promise);
    characters += promise.characters();
    Iterator<Promise> eldest = promises.values().iterator();
    while (characters > CHARACTERS_MOST) {
      characters -= eldest.next().characters();
      eldest.remove();
    }
  }
}
