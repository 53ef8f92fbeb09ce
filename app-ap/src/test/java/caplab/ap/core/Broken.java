package caplab.ap.core;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * The rules with one taken away that instances keep, or that messages carry, by the names of the
 * table.
 */
final class Broken {

  private Broken() {}

  /** Old disk keeps its incarnation. */
  static final class OldDiskUnnoticed extends Rules {
    @Override
    boolean showsOldDisk() {
      return false;
    }
  }

  /** What the source holds of dead incarnations is not looked at. */
  static final class DeadNotLevelled extends Rules {
    @Override
    Reply reply(Request request, Reply reply) {
      return reply instanceof Reply.Entries e
          ? new Reply.Entries(
              e.incarnation(),
              e.changes(),
              e.first(),
              e.end(),
              e.timeUs(),
              VersionVector.of(e.incarnation(), e.end()),
              e.lives())
          : reply;
    }
  }

  /** Nobody notices a clock that steps. */
  static final class StepUnnoticed extends Rules {
    @Override
    InMemoryReplica replica(String name) {
      return new InMemoryReplica(name) {
        @Override
        IncarnationState noticed(IncarnationState before, long timeUs) {
          return before;
        }
      };
    }

    @Override
    InstanceMemory memory(SortedSet<String> members, LongSupplier wallMs, LongSupplier random) {
      return new InstanceMemory(members, wallMs, random) {
        @Override
        public boolean believes(String incarnation, long epoch) {
          return true;
        }
      };
    }
  }

  /** An instance believes the watermarks that it finds when it starts. */
  static final class FirstReadingBelieved extends Rules {
    @Override
    InstanceMemory memory(SortedSet<String> members, LongSupplier wallMs, LongSupplier random) {
      return new InstanceMemory(members, wallMs, random) {
        @Override
        boolean follows(Optional<StalenessBound.Pulse> known, StalenessBound.Pulse pulse) {
          return known.isEmpty() || super.follows(known, pulse);
        }
      };
    }
  }

  /** A watermark is taken before the end of the log. */
  static final class MarkBeforeTheEnd extends Rules {
    @Override
    Reply reply(Request request, Reply reply) {
      return reply instanceof Reply.Entries e && !e.changes().isEmpty()
          ? new Reply.Entries(
              e.incarnation(),
              e.changes(),
              e.first(),
              e.changes().getLast().dot().position(),
              e.timeUs(),
              e.seen(),
              e.lives())
          : reply;
    }
  }

  /** A trimmed log reads as one without a gap. */
  static final class GapUnnoticed extends Rules {
    @Override
    Reply reply(Request request, Reply reply) {
      return reply instanceof Reply.Entries e && request instanceof Request.Log log
          ? new Reply.Entries(
              e.incarnation(),
              e.changes(),
              e.changes().isEmpty() ? 0 : log.seen().at(e.incarnation()) + 1,
              log.seen().at(e.incarnation()) + e.changes().size(),
              e.timeUs(),
              e.seen(),
              e.lives())
          : reply;
    }

    @Override
    Request request(Request request) {
      return request instanceof Request.Apply a && !a.changes().isEmpty()
          ? new Request.Apply(
              a.node(),
              a.source(),
              a.after(),
              a.changes(),
              a.changes().getLast().dot().position(),
              a.mark(),
              a.lives())
          : request;
    }
  }

  /** A resync reads the source's keys only. */
  static final class ResyncOfOneEnd extends Rules {
    @Override
    Request request(Request request) {
      if (!(request instanceof Request.Merge m)) {
        return request;
      }
      SortedMap<String, KeyState> held = new TreeMap<>(m.states());
      held.values().removeIf(state -> state.equals(KeyState.NONE));
      return new Request.Merge(m.node(), m.source(), held, m.seen());
    }
  }

  /** Incarnations are counted on the disk that may be lost. */
  static final class CountedIncarnations extends Rules {
    @Override
    Request request(Request request) {
      if (!(request instanceof Request.Enter e)) {
        return request;
      }
      String node = Dot.node(e.incarnation());
      long last = e.was().isEmpty() ? 0 : Long.parseLong(e.was().substring(node.length() + 1));
      String next = String.format(Locale.ROOT, "%s.%024d", node, last + 1);
      return new Request.Enter(e.was(), next, e.alone());
    }
  }

  /** Lives of a node are of one line, whoever began them. */
  static final class OneLineOfLives extends Rules {
    @Override
    Request request(Request request) {
      if (!(request instanceof Request.Enter e)) {
        return request;
      }
      int line = Dot.node(e.incarnation()).length() + 1 + Dot.DIGITS;
      return new Request.Enter(e.was(), e.incarnation().substring(0, line), e.alone());
    }
  }

  /** The token is the applied vector alone. */
  static final class ContextNotInToken extends Rules {
    private final Map<String, VersionVector> seen = new HashMap<>();

    @Override
    Reply reply(Request request, Reply reply) {
      if (reply instanceof Reply.Seen s) {
        seen.put(Dot.node(s.incarnation()), s.seen());
      }
      return reply;
    }

    @Override
    VersionVector kept(Outcome.Found found) {
      return VersionVector.all(found.merged().stream().map(seen::get).toList());
    }
  }

  /** Every attempt of a write has an id of its own, and nothing is named. */
  static final class NoWriteIds extends Rules {
    private int attempts;

    @Override
    Request request(Request request) {
      return request instanceof Request.Write w
          ? new Request.Write(
              w.key(),
              w.value(),
              w.id() + "-" + attempts++,
              w.clock(),
              w.context(),
              w.shown(),
              new TreeSet<>(),
              w.notAfterUs(),
              w.limit())
          : request;
    }
  }

  /** An attempt acts whenever it comes. */
  static final class AttemptsUnlimited extends Rules {
    @Override
    Request request(Request request) {
      return request instanceof Request.Write w ? w.notAfter(Long.MAX_VALUE) : request;
    }
  }

  /** Nothing is shipped: no hints. */
  static final class NoHints extends Rules {
    @Override
    Reply reply(Request request, Reply reply) {
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

  /** The bound is the time since the nodes were last heard. */
  static final class BoundFromContact extends Rules {
    private final Map<String, Double> heard = new HashMap<>();

    @Override
    Reply reply(Request request, Reply reply) {
      if (reply instanceof Reply.Greeting g) {
        heard.put(Dot.node(g.incarnation()), cluster.world.now());
      }
      return reply;
    }

    @Override
    OptionalLong bound(Outcome.Found found) {
      double oldest =
          heard.values().stream().mapToDouble(at -> at).min().orElse(cluster.world.now());
      return OptionalLong.of((long) ((cluster.world.now() - oldest) * 1_000));
    }
  }

  /** The session's token is not looked at. */
  static final class TokenIgnored extends Rules {
    @Override
    VersionVector asked(VersionVector token) {
      return VersionVector.NONE;
    }
  }

  /** A session carries nothing of what it was shown. */
  static final class ShownForgotten extends Rules {
    @Override
    SessionToken.Context shown(SessionToken.Context shown) {
      return SessionToken.Context.NONE;
    }
  }

  /** What a session has seen of a node counts as shown, whatever key it asked for. */
  static final class PositionsCountAsShown extends Rules {
    @Override
    SessionToken.Context shown(SessionToken.Context shown) {
      VersionVector further =
          VersionVector.all(
              shown
                  .vector()
                  .entries()
                  .map(end -> VersionVector.of(end.incarnation(), end.position() + 1))
                  .toList());
      return new SessionToken.Context(further, shown.ids());
    }
  }
}
