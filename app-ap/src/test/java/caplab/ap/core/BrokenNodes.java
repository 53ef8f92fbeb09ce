package caplab.ap.core;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The rules with one taken away that nodes keep, each under the name of the table of rules. */
final class BrokenNodes {

  private BrokenNodes() {}

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
}
