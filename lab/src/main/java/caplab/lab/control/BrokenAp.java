package caplab.lab.control;

import caplab.ap.core.Dot;
import caplab.ap.core.InMemoryReplica;
import caplab.ap.core.KeyState;
import caplab.ap.core.Outcome;
import caplab.ap.core.Read;
import caplab.ap.core.Reply;
import caplab.ap.core.Request;
import caplab.ap.core.VersionVector;
import caplab.lab.simulated.Mutations;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** What can be broken of app-ap. */
final class BrokenAp {

  private BrokenAp() {}

  /** Of concurrent values only the newest by clock is kept, and one zone's clock is fast. */
  static final class LastWriterWins implements Mutations {
    private static final long SKEW_MS = 30_000;

    @Override
    public long skewMs(int zone) {
      return zone == 1 ? SKEW_MS : 0;
    }

    @Override
    public Reply executed(InMemoryReplica node, Request request, String run, long timeUs) {
      Reply reply = node.on(request, run, timeUs);
      return reply instanceof Reply.Seen s
          ? new Reply.Seen(
              s.incarnation(),
              newest(s.state()),
              s.timeUs(),
              s.epoch(),
              s.ready(),
              s.seen(),
              s.marks(),
              s.lives())
          : reply;
    }

    private static KeyState newest(KeyState state) {
      SortedMap<Dot, KeyState.Sibling> left = new TreeMap<>(state.siblings());
      left.values().removeIf(each -> !state.winner().filter(each::equals).isPresent());
      return new KeyState(left, state.context(), state.named());
    }
  }

  /** Logs are never shipped: no hints. */
  static final class NoHints implements Mutations {
    @Override
    public Reply executed(InMemoryReplica node, Request request, String run, long timeUs) {
      Reply reply = node.on(request, run, timeUs);
      return reply instanceof Reply.Entries e && request instanceof Request.Log log
          ? new Reply.Entries(
              e.incarnation(),
              List.of(),
              0,
              log.seen().at(e.incarnation()),
              e.timeUs(),
              e.seen(),
              e.lives())
          : reply;
    }
  }

  /** The bound is the time since the instance last heard from every node. */
  static final class BoundFromContact implements Mutations {
    private final Map<Integer, Map<String, Double>> heard = new HashMap<>();

    @Override
    public void contact(int zone, String node, double nowMs) {
      heard.computeIfAbsent(zone, any -> new HashMap<>()).put(node, nowMs);
    }

    @Override
    public OptionalLong boundUs(int zone, Outcome.Found found, double nowMs) {
      double oldest = heard.get(zone).values().stream().mapToDouble(at -> at).min().orElse(nowMs);
      return OptionalLong.of((long) ((nowMs - oldest) * 1_000));
    }
  }

  /** The session's token is not looked at. */
  static final class TokenIgnored implements Mutations {
    @Override
    public VersionVector asked(VersionVector session) {
      return VersionVector.NONE;
    }
  }

  /** A read asks a majority, as if consistency were promised. */
  static final class QuorumReads implements Mutations {
    @Override
    public Read.Level level() {
      return Read.Level.QUORUM;
    }
  }
}
