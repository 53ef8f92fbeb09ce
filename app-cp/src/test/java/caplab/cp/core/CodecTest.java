package caplab.cp.core;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.seal.HmacSeal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Texts read back equal, and ballots compare as their texts do. */
class CodecTest {

  private static final long MOST = Ballot.LIMIT - 1;

  @Provide
  Arbitrary<Ballot> ballots() {
    Arbitrary<Long> halves =
        Arbitraries.oneOf(Arbitraries.longs().between(0, MOST), Arbitraries.longs().between(0, 12));
    return Combinators.combine(halves, halves).as(Ballot::new);
  }

  /** CP-1. */
  @Property
  void ordersBallotsAsTheirTexts(@ForAll("ballots") Ballot one, @ForAll("ballots") Ballot other) {
    assertThat(Integer.signum(one.compareTo(other)))
        .isEqualTo(Integer.signum(one.text().compareTo(other.text())));
  }

  @Property
  void readsBallotsBack(@ForAll("ballots") Ballot ballot) {
    assertThat(ballot.text()).matches("[0-9]{32}");
    assertThat(Codec.ballot(ballot.text())).isEqualTo(ballot);
  }

  @Property(tries = 300)
  void readsStatesBack(
      @ForAll @LongRange(min = 0) long version,
      @ForAll Optional<String> drawn,
      @ForAll @IntRange(max = 40) int rounds) {
    // A lone surrogate is no text that UTF-8 could carry; the door refuses it.
    Optional<String> value = drawn.filter(it -> StandardCharsets.UTF_8.newEncoder().canEncode(it));
    OperationWindow window = OperationWindow.EMPTY;
    for (int i = 0; i < rounds; i++) {
      window = window.with("op-" + i, i);
    }
    RegisterState state = new RegisterState(version, value, window);
    assertThat(Codec.state(Codec.bytes(state))).isEqualTo(state);
    for (int i = 0; i < rounds; i++) {
      state = state.refusing("k-" + i, i % 3 == 0);
      assertThat(Codec.state(Codec.bytes(state))).isEqualTo(state);
    }
  }

  @Property
  void remembersTheLastSixteenRounds(@ForAll @IntRange(max = 60) int rounds) {
    OperationWindow window = OperationWindow.EMPTY;
    for (int i = 1; i <= rounds; i++) {
      window = window.with("op" + i, i);
    }
    for (int i = 1; i <= rounds; i++) {
      assertThat(window.versionOf("op" + i))
          .isEqualTo(
              i > rounds - OperationWindow.WINDOW ? Optional.of((long) i) : Optional.empty());
    }
  }

  @Test
  void readsNothingAsNeverWritten() {
    assertThat(Codec.state(new byte[0])).isEqualTo(RegisterState.NEVER);
  }

  @Test
  void readsViewsBack() {
    TreeMap<String, View.Member> members = new TreeMap<>();
    members.put("db_g1", new View.Member("n1-5", ""));
    members.put("db_g2", new View.Member("n2-7", "n2-3"));
    View view = new View(12, "v3x0x4", members);
    assertThat(Codec.view(Codec.text(view))).isEqualTo(view);
    assertThat(Codec.view(Codec.text(View.NONE))).isEqualTo(View.NONE);
  }

  @Test
  void readsASignedToken_onlyWithASecretThatSignedIt() {
    HmacSeal seal = new HmacSeal("secret", Optional.empty());
    HmacSeal rotated = new HmacSeal("another", Optional.of("secret"));
    HmacSeal other = new HmacSeal("another", Optional.empty());
    OperationToken token = new OperationToken("k:a b/ü", "o-1", 7);
    String sealed = token.sealed(seal);
    assertThat(OperationToken.read(sealed, rotated)).contains(token);
    assertThat(OperationToken.read(sealed, other)).isEmpty();
    assertThat(OperationToken.read(sealed + "xx", seal)).isEmpty();
    assertThat(OperationToken.read("nonsense", seal)).isEmpty();
    assertThat(OperationToken.read("a.%%", seal)).isEmpty();
    assertThat(OperationToken.read(seal.seal("s\nsomething else"), seal)).isEmpty();
  }

  @Test
  void quorumsOfAViewMeet_andMeetTheNodesThatFenceIt() {
    for (int size = 1; size <= 7; size++) {
      TreeMap<String, View.Member> members = new TreeMap<>();
      for (int i = 0; i < size; i++) {
        members.put("n" + i, new View.Member("i" + i, ""));
      }
      View view = new View(1, "c", members);
      assertThat(2 * view.majority()).isGreaterThan(size);
      assertThat(view.majority() + view.fence()).isGreaterThan(size);
    }
  }
}
