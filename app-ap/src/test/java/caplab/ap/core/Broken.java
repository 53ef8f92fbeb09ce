package caplab.ap.core;

import java.util.Collections;
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

/** The rules with one taken away, each under the name that the table of rules gives it. */
final class Broken {

  private Broken() {}

  /** Old disk keeps its incarnation. */
  static final class OldDiskUnnoticed extends Rules {
    @Override
    boolean showsOldDisk() {
      return false;
    }
  }

  /** A node that is not ready is no source. */
  static final class OnlyReadySources extends Rules {
    @Override
    Replica replica(String name) {
      return new Replica(name) {
        @Override
        public Reply on(Request request, String run, long timeUs) {
          boolean asSource =
              request instanceof Request.Fetch
                  || request instanceof Request.Scan
                  || request instanceof Request.Log;
          return asSource && !fence().strange(run) && !fence().ready()
              ? new Reply.Behind(0)
              : super.on(request, run, timeUs);
        }
      };
    }
  }

  /** The dot is folded into the context that is shipped. */
  static final class ContextFoldedWithDot extends Rules {
    @Override
    Replica replica(String name) {
      return new Replica(name) {
        @Override
        Change logged(Change change, State after) {
          return new Change(
              change.key(),
              change.value(),
              change.id(),
              change.clock(),
              change.dot(),
              after.context(),
              change.named());
        }
      };
    }
  }

  /** Merges look at the key's context alone. */
  static final class VectorNotInMerges extends Rules {
    @Override
    Replica replica(String name) {
      return new Replica(name) {
        @Override
        State merged(State mine, State other, History otherSeen) {
          return mine.merge(History.NONE, other, History.NONE);
        }
      };
    }
  }

  /** A key without siblings is dropped at once, and no id stands in for it. */
  static final class TombstoneNeverKept extends Rules {
    @Override
    Replica replica(String name) {
      return new Replica(name) {
        @Override
        boolean collectable(State state, History everywhere) {
          return state.empty();
        }

        @Override
        Change logged(Change change, State after) {
          return new Change(
              change.key(),
              change.value(),
              change.id(),
              change.clock(),
              change.dot(),
              change.context(),
              new TreeSet<>());
        }
      };
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
              History.of(e.incarnation(), e.end()),
              e.view())
          : reply;
    }
  }

  /** Nobody notices a clock that steps. */
  static final class StepUnnoticed extends Rules {
    @Override
    Replica replica(String name) {
      return new Replica(name) {
        @Override
        Fence noticed(Fence before, long timeUs) {
          return before;
        }
      };
    }

    @Override
    Memory memory(SortedSet<String> members, LongSupplier wallMs, LongSupplier random) {
      return new Memory(members, wallMs, random) {
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
    Memory memory(SortedSet<String> members, LongSupplier wallMs, LongSupplier random) {
      return new Memory(members, wallMs, random) {
        @Override
        boolean follows(Optional<Freshness.Pulse> known, Freshness.Pulse pulse) {
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
              e.view())
          : reply;
    }
  }

  /** What lies past the end of a dead incarnation counts as seen in merges too. */
  static final class DeadPositionsInMerges extends Rules {
    @Override
    Replica replica(String name) {
      return new Replica(name) {
        @Override
        State merged(State mine, State other, History otherSeen) {
          return mine.merge(endless(seen()), other, endless(otherSeen));
        }

        private History endless(History seen) {
          SortedMap<String, Long> floors = new TreeMap<>(seen.floors());
          floors.replaceAll((incarnation, end) -> Long.MAX_VALUE);
          return new History(seen.positions(), floors);
        }
      };
    }
  }

  /** States are merged however long ago they were read. */
  static final class OldMergesTaken extends Rules {
    @Override
    Replica replica(String name) {
      return new Replica(name) {
        @Override
        boolean tooOld(History read, History least) {
          return false;
        }
      };
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
              e.changes().isEmpty() ? 0 : log.after() + 1,
              log.after() + e.changes().size(),
              e.timeUs(),
              e.seen(),
              e.view())
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
              a.view())
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
      SortedMap<String, State> held = new TreeMap<>(m.states());
      held.values().removeIf(state -> state.equals(State.NONE));
      return new Request.Merge(m.node(), m.source(), held, m.seen());
    }
  }

  /** A resync goes on whatever lives its ends are in. */
  static final class ResyncUnbound extends Rules {
    @Override
    Replica replica(String name) {
      return new Replica(name) {
        @Override
        public Reply on(Request request, String run, long timeUs) {
          return super.on(renamed(request), run, timeUs);
        }

        private Request renamed(Request request) {
          String now = fence().incarnation();
          return switch (request) {
            case Request.Scan(String node, String cursor, int most) ->
                new Request.Scan(now, cursor, most);
            case Request.Fetch(String node, List<String> keys) -> new Request.Fetch(now, keys);
            case Request.Merge m -> new Request.Merge(now, life(m.source()), m.states(), m.seen());
            case Request.TakeOver t ->
                new Request.TakeOver(now, life(t.source()), t.seen(), t.mark(), t.view());
            case Request other -> other;
          };
        }

        private String life(String source) {
          return fence().view().of(Stamp.node(source)).orElse(source);
        }
      };
    }
  }

  /** Incarnations are counted on the disk that may be lost. */
  static final class CountedIncarnations extends Rules {
    @Override
    Request request(Request request) {
      if (!(request instanceof Request.Enter e)) {
        return request;
      }
      String node = Stamp.node(e.incarnation());
      long last = e.was().isEmpty() ? 0 : Long.parseLong(e.was().substring(node.length() + 1));
      String next = String.format(Locale.ROOT, "%s.%024d", node, last + 1);
      return new Request.Enter(e.was(), next, e.alone(), e.distrusted());
    }
  }

  /** Watermarks outlive the incarnations that they were taken of. */
  static final class MarksOutliveLives extends Rules {
    @Override
    Replica replica(String name) {
      return new Replica(name) {
        @Override
        Fence learn(Fence f, View view, long timeUs) {
          return new Fence(
              f.incarnation(),
              f.run(),
              f.epoch(),
              f.ready(),
              f.marks(),
              f.view().join(view),
              f.sinceUs());
        }
      };
    }
  }

  /** Watermarks in flight outlive them. */
  static final class MarksInFlightOutliveLives extends Rules {
    @Override
    Replica replica(String name) {
      return new Replica(name) {
        @Override
        Fence learn(Fence f, View view, long timeUs) {
          return f.view().learnsFrom(view)
              ? new Fence(
                  f.incarnation(),
                  f.run(),
                  f.epoch(),
                  f.ready(),
                  Collections.emptySortedMap(),
                  f.view().join(view),
                  f.sinceUs())
              : f;
        }
      };
    }
  }

  /** An entry whose dot was seen is skipped, and its context with it. */
  static final class SeenDotSkipped extends Rules {
    @Override
    Replica replica(String name) {
      return new Replica(name) {
        @Override
        State after(State state, Change change) {
          return state.context().covers(change.dot()) ? state : super.after(state, change);
        }
      };
    }
  }

  /** The token is the applied vector alone. */
  static final class ContextNotInToken extends Rules {
    private final Map<String, History> seen = new HashMap<>();

    @Override
    Reply reply(Request request, Reply reply) {
      if (reply instanceof Reply.Seen s) {
        seen.put(Stamp.node(s.incarnation()), s.seen());
      }
      return reply;
    }

    @Override
    History kept(Outcome.Found found) {
      return History.all(found.merged().stream().map(seen::get).toList());
    }
  }

  /** A merge forgets the vectors that it was made with. */
  static final class JoinedContextForgotten extends Rules {
    @Override
    Replica replica(String name) {
      return new Replica(name) {
        @Override
        State merged(State mine, State other, History otherSeen) {
          State merged = super.merged(mine, other, otherSeen);
          return new State(merged.siblings(), mine.context().join(other.context()), merged.named());
        }
      };
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
              new TreeSet<>(),
              w.notAfterUs())
          : request;
    }
  }

  /** The newest by clock wins, the others go. */
  static final class LastWriterWins extends Rules {
    @Override
    Replica replica(String name) {
      return new Replica(name) {
        @Override
        State after(State state, Change change) {
          return newest(super.after(state, change));
        }

        @Override
        State merged(State mine, State other, History otherSeen) {
          return newest(super.merged(mine, other, otherSeen));
        }

        private State newest(State state) {
          Optional<State.Sibling> winner = state.winner();
          SortedMap<Stamp, State.Sibling> left = new TreeMap<>(state.siblings());
          left.values().removeIf(sibling -> !Optional.of(sibling).equals(winner));
          return new State(left, state.context(), state.named());
        }
      };
    }
  }

  /** Nothing is shipped: no hints. */
  static final class NoHints extends Rules {
    @Override
    Reply reply(Request request, Reply reply) {
      return reply instanceof Reply.Entries e && request instanceof Request.Log log
          ? new Reply.Entries(
              e.incarnation(), List.of(), 0, log.after(), e.timeUs(), e.seen(), e.view())
          : reply;
    }
  }

  /** The bound is the time since the nodes were last heard. */
  static final class BoundFromContact extends Rules {
    private final Map<String, Double> heard = new HashMap<>();

    @Override
    Reply reply(Request request, Reply reply) {
      if (reply instanceof Reply.Greeting g) {
        heard.put(Stamp.node(g.incarnation()), cluster.world.now());
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
    History asked(History token) {
      return History.NONE;
    }
  }
}
