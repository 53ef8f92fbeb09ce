package caplab.cp.shell;

import caplab.cp.core.ProposerMemory;
import caplab.cp.core.Reply;
import caplab.cp.core.Request;
import caplab.node.Breaker;
import caplab.protocol.EventLoop;
import caplab.protocol.Replica;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/**
 * All of an instance of app-cp below HTTP and above its nodes: the register that clients read and
 * write, and the care for the nodes. It runs on one event loop, in real time or in virtual time,
 * and its methods are called in turns of that loop only.
 */
public final class CpShell {

  /** Hash tags of a real cluster; a number that the data depends on. */
  public static final int TAGS = 16;

  /** Proposer ids are drawn below this: what fits the digits of a ballot (CP-1). */
  private static final long PROPOSERS = 10_000_000_000_000_000L;

  private final CpRegister register;
  private final CpHealing healing;

  /**
   * What an instance is made of.
   *
   * @param breakers of all nodes, by name
   * @param replicas of a tag, by node
   * @param tags how many
   * @param patienceMs how long one message may take
   * @param memory for the proposer id drawn for this start (CP-1)
   */
  public record Parts(
      SequencedMap<String, ? extends Breaker> breakers,
      IntFunction<Map<String, ? extends Replica<Request, Reply>>> replicas,
      int tags,
      long patienceMs,
      LongFunction<ProposerMemory> memory) {}

  public CpShell(EventLoop loop, Parts parts, CpListener listener) {
    long proposer = loop.random().nextLong(1, PROPOSERS);
    List<HashTag> tags =
        IntStream.range(0, parts.tags())
            .mapToObj(tag ->
                new HashTag(tag, parts.memory().apply(proposer), parts.replicas().apply(tag)))
            .toList();
    List<String> nodes = List.copyOf(parts.breakers().keySet());
    Breaker.require(parts.breakers().values(), nodes.size() / 2 + 1);
    healing = new CpHealing(loop, tags, nodes, parts.patienceMs(), listener);
    register =
        new CpRegister(
            loop, tags, List.copyOf(parts.breakers().values()), parts.patienceMs(), healing::heed);
  }

  /** Begins to look after the nodes. */
  public void start() {
    healing.start();
  }

  /** What clients read and write. */
  public CpRegister register() {
    return register;
  }

  /** How the nodes stand. */
  public CpHealing healing() {
    return healing;
  }
}
