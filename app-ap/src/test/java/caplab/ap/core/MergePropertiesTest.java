package caplab.ap.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The merge, on states that three nodes can come to by any sequence of writes, links and repairs.
 */
class MergePropertiesTest {

  private static final String KEY = "a";

  /** A step: which kind, at which node, towards which node. */
  record Move(int kind, int at, int to) {}

  @Provide
  Arbitrary<List<Move>> moves() {
    Arbitrary<Integer> node = Arbitraries.integers().between(1, 3);
    return Arbitraries.integers()
        .between(0, 6)
        .flatMap(kind -> node.flatMap(at -> node.map(to -> new Move(kind, at, to))))
        .list()
        .ofMaxSize(30);
  }

  /** A state with what its node has seen, as it travels. */
  record Held(KeyState state, VersionVector seen) {
    Held merge(Held other) {
      return new Held(state.merge(seen, other.state, other.seen), seen.join(other.seen));
    }
  }

  private static final class Played {
    final Table table = new Table(new Rules());
    final List<LogEntry> changes = new ArrayList<>();
    private final SortedMap<Integer, KeyState> read = new TreeMap<>();
    private int values;

    Played(List<Move> moves) {
      moves.forEach(this::play);
    }

    private void play(Move move) {
      String at = "db_g" + move.at();
      String to = "db_g" + move.to();
      switch (move.kind()) {
        case 0 -> write(at, Optional.of("v" + values++), Optional.empty());
        case 1 -> write(at, Optional.of("v" + values++), Optional.ofNullable(read.get(move.to())));
        case 2 -> write(at, Optional.empty(), Optional.empty());
        case 3 -> read.put(move.to(), table.state(at, KEY));
        case 4 -> {
          if (!at.equals(to)) {
            table.ship(at, to);
          }
        }
        case 5 -> {
          if (!at.equals(to)) {
            table.repair(at, to, KEY).run();
          }
        }
        default -> table.collect(at);
      }
    }

    private void write(String node, Optional<String> value, Optional<KeyState> context) {
      table.ask(node, table.write(KEY, value, context));
      Request last = new Request.Log(table.life(node), VersionVector.NONE, Integer.MAX_VALUE);
      changes.add(((Reply.Entries) table.ask(node, last)).changes().getLast());
    }

    Held held(int node) {
      InMemoryReplica replica = table.nodes.get("db_g" + node);
      return new Held(replica.state(KEY), replica.seen());
    }

    boolean superseded(LogEntry entry) {
      return changes.stream()
          .anyMatch(other ->
              !other.dot().equals(entry.dot())
                  && (other.context().covers(entry.dot()) || other.named().contains(entry.id())));
    }
  }

  @Property(tries = 300)
  void isCommutative(@ForAll("moves") List<Move> moves) {
    Played played = new Played(moves);
    assertThat(played.held(1).merge(played.held(2)))
        .isEqualTo(played.held(2).merge(played.held(1)));
  }

  @Property(tries = 300)
  void isAssociative(@ForAll("moves") List<Move> moves) {
    Played played = new Played(moves);
    Held one = played.held(1);
    Held two = played.held(2);
    Held three = played.held(3);
    assertThat(one.merge(two).merge(three)).isEqualTo(one.merge(two.merge(three)));
  }

  @Property(tries = 300)
  void isIdempotent(@ForAll("moves") List<Move> moves) {
    Played played = new Played(moves);
    Held merged = played.held(1).merge(played.held(2));
    assertThat(merged.merge(merged)).isEqualTo(merged);
    assertThat(merged.merge(played.held(2))).isEqualTo(merged);
    assertThat(played.held(1).merge(played.held(1)).state().siblings())
        .isEqualTo(played.held(1).state().siblings());
  }

  @Property(tries = 300)
  void losesNoWrite_andBringsNoneBack(@ForAll("moves") List<Move> moves) {
    Played played = new Played(moves);
    KeyState all = played.held(1).merge(played.held(2)).merge(played.held(3)).state();
    for (LogEntry entry : played.changes) {
      boolean lives = all.siblings().containsKey(entry.dot());
      boolean should = entry.value().isPresent() && !played.superseded(entry);
      assertThat(lives).as("%s", entry).isEqualTo(should);
    }
  }

  @Property(tries = 100)
  void nodesConverge_onceEveryLinkHasRun(@ForAll("moves") List<Move> moves) {
    Played played = new Played(moves);
    KeyState all = played.held(1).merge(played.held(2)).merge(played.held(3)).state();
    played.table.settle();
    for (int node = 1; node <= 3; node++) {
      assertThat(played.held(node).state().siblings()).isEqualTo(all.siblings());
    }
  }
}
