package caplab.ap.core;

import java.util.Collection;
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
    InMemoryReplica replica(String name) {
      return new InMemoryReplica(name) {
        @Override
        public Reply on(Request request, String run, long timeUs) {
          boolean asSource =
              request instanceof Request.Fetch
                  || request instanceof Request.Scan
                  || request instanceof Request.Log;
          return asSource && !standing().strange(run) && !standing().ready()
              ? new Reply.Behind(0)
              : super.on(request, run, timeUs);
        }
      };
    }
  }

  /** The dot is folded into the context that is shipped. */
  static final class ContextFoldedWithDot extends Rules {
    @Override
    InMemoryReplica replica(String name) {
      return new InMemoryReplica(name) {
        @Override
        LogEntry logged(LogEntry entry, KeyState after) {
          return new LogEntry(
              entry.key(),
              entry.value(),
              entry.id(),
              entry.clock(),
              entry.dot(),
              after.context(),
              entry.named());
        }
      };
    }
  }

  /** Merges look at the key's context alone. */
  static final class VectorNotInMerges extends Rules {
    @Override
    InMemoryReplica replica(String name) {
      return new InMemoryReplica(name) {
        @Override
        KeyState merged(KeyState mine, KeyState other, VersionVector otherSeen) {
          return mine.merge(VersionVector.NONE, other, VersionVector.NONE);
        }
      };
    }
  }

  /** A key without siblings is dropped at once, and no id stands in for it. */
  static final class TombstoneNeverKept extends Rules {
    @Override
    InMemoryReplica replica(String name) {
      return new InMemoryReplica(name) {
        @Override
        boolean collectable(KeyState state, VersionVector everywhere) {
          return state.empty();
        }

        @Override
        LogEntry logged(LogEntry entry, KeyState after) {
          return new LogEntry(
              entry.key(),
              entry.value(),
              entry.id(),
              entry.clock(),
              entry.dot(),
              entry.context(),
              new TreeSet<>());
        }
      };
    }
  }

  /** What lies past the end of a dead incarnation counts as seen in merges too. */
  static final class DeadPositionsInMerges extends Rules {
    @Override
    InMemoryReplica replica(String name) {
      return new InMemoryReplica(name) {
        @Override
        KeyState merged(KeyState mine, KeyState other, VersionVector otherSeen) {
          return mine.merge(endless(seen()), other, endless(otherSeen));
        }

        private VersionVector endless(VersionVector seen) {
          SortedMap<String, Long> floors = new TreeMap<>(seen.floors());
          floors.replaceAll((incarnation, end) -> Long.MAX_VALUE);
          return new VersionVector(seen.positions(), floors);
        }
      };
    }
  }

  /** States are merged however long ago they were read. */
  static final class OldMergesTaken extends Rules {
    @Override
    InMemoryReplica replica(String name) {
      return new InMemoryReplica(name) {
        @Override
        boolean tooOld(VersionVector read, VersionVector least) {
          return false;
        }
      };
    }
  }

  /** A resync goes on whatever lives its ends are in. */
  static final class ResyncUnbound extends Rules {
    @Override
    InMemoryReplica replica(String name) {
      return new InMemoryReplica(name) {
        @Override
        public Reply on(Request request, String run, long timeUs) {
          return super.on(renamed(request), run, timeUs);
        }

        private Request renamed(Request request) {
          String now = standing().incarnation();
          return switch (request) {
            case Request.Scan(String node, String cursor, int most) ->
                new Request.Scan(now, cursor, most);
            case Request.Fetch(String node, List<String> keys) -> new Request.Fetch(now, keys);
            case Request.Merge m -> new Request.Merge(now, life(m.source()), m.states(), m.seen());
            case Request.TakeOver t ->
                new Request.TakeOver(now, life(t.source()), t.seen(), t.mark(), t.lives());
            case Request other -> other;
          };
        }

        private String life(String source) {
          return standing().lives().of(Dot.node(source)).orElse(source);
        }
      };
    }
  }

  /** What is gone was deleted, whoever took it. */
  static final class LossTakenForDelete extends Rules {
    @Override
    InMemoryReplica replica(String name) {
      return new InMemoryReplica(name) {
        @Override
        boolean robs(Collection<Dot> gone) {
          return false;
        }
      };
    }
  }

  /** Watermarks outlive the incarnations that they were taken of. */
  static final class MarksOutliveLives extends Rules {
    @Override
    InMemoryReplica replica(String name) {
      return new InMemoryReplica(name) {
        @Override
        IncarnationState learn(IncarnationState f, Incarnations lives, long timeUs) {
          return new IncarnationState(
              f.incarnation(),
              f.run(),
              f.epoch(),
              f.ready(),
              f.marks(),
              f.lives().join(lives),
              f.sinceUs());
        }
      };
    }
  }

  /** Watermarks in flight outlive them. */
  static final class MarksInFlightOutliveLives extends Rules {
    @Override
    InMemoryReplica replica(String name) {
      return new InMemoryReplica(name) {
        @Override
        IncarnationState learn(IncarnationState f, Incarnations lives, long timeUs) {
          return f.lives().learnsFrom(lives)
              ? new IncarnationState(
                  f.incarnation(),
                  f.run(),
                  f.epoch(),
                  f.ready(),
                  Collections.emptySortedMap(),
                  f.lives().join(lives),
                  f.sinceUs())
              : f;
        }
      };
    }
  }

  /** An entry whose dot was seen is skipped, and its context with it. */
  static final class SeenDotSkipped extends Rules {
    @Override
    InMemoryReplica replica(String name) {
      return new InMemoryReplica(name) {
        @Override
        KeyState after(KeyState state, LogEntry entry) {
          return state.context().covers(entry.dot()) ? state : super.after(state, entry);
        }
      };
    }
  }

  /** A merge forgets the vectors that it was made with. */
  static final class JoinedContextForgotten extends Rules {
    @Override
    InMemoryReplica replica(String name) {
      return new InMemoryReplica(name) {
        @Override
        KeyState merged(KeyState mine, KeyState other, VersionVector otherSeen) {
          KeyState merged = super.merged(mine, other, otherSeen);
          return new KeyState(
              merged.siblings(), mine.context().join(other.context()), merged.named());
        }
      };
    }
  }

  /** The newest by clock wins, the others go. */
  static final class LastWriterWins extends Rules {
    @Override
    InMemoryReplica replica(String name) {
      return new InMemoryReplica(name) {
        @Override
        KeyState after(KeyState state, LogEntry entry) {
          return newest(super.after(state, entry));
        }

        @Override
        KeyState merged(KeyState mine, KeyState other, VersionVector otherSeen) {
          return newest(super.merged(mine, other, otherSeen));
        }

        private KeyState newest(KeyState state) {
          Optional<KeyState.Sibling> winner = state.winner();
          SortedMap<Dot, KeyState.Sibling> left = new TreeMap<>(state.siblings());
          left.values().removeIf(sibling -> !Optional.of(sibling).equals(winner));
          return new KeyState(left, state.context(), state.named());
        }
      };
    }
  }

  /** A node knows no more ids than its keys carry. */
  static final class IdsForgottenPastTheNewest extends Rules {
    @Override
    InMemoryReplica replica(String name) {
      return new InMemoryReplica(name) {
        @Override
        KeyState recalled(KeyState state, String id) {
          return state;
        }
      };
    }
  }

  /** A robbed node forgets what it has applied, not what that superseded. */
  static final class IdsOutliveTheVector extends Rules {
    @Override
    InMemoryReplica replica(String name) {
      return new InMemoryReplica(name) {
        @Override
        void forgetIds() {}
      };
    }
  }

  /** A node's record tells what lives, not what is deleted. */
  static final class TombstonesUnrecorded extends Rules {
    @Override
    InMemoryReplica replica(String name) {
      return new InMemoryReplica(name) {
        @Override
        Optional<KeyState> buried(String key) {
          return Optional.empty();
        }
      };
    }
  }
}
