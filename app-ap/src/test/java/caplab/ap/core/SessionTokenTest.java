package caplab.ap.core;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.seal.HmacSeal;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SessionTokenTest {

  private static final String LIFE = "db_g1.000000000000100000000001";
  private static final VersionVector SEEN = VersionVector.of(LIFE, 7);

  private static final Session SESSION =
      Session.NONE.after(SEEN, "key", new SessionToken.Context(SEEN, ids("id1")));

  private final SessionToken token = new SessionToken(new HmacSeal("a secret", Optional.empty()));
  private final SessionToken rotated =
      new SessionToken(new HmacSeal("a new secret", Optional.of("a secret")));

  @Test
  void opensASession_itSigned() {
    assertThat(token.session(token.session(SESSION))).contains(SESSION);
    assertThat(token.session(token.session(Session.NONE))).contains(Session.NONE);
  }

  /** AP-2. */
  @Test
  void carriesWhatItWasShownOfAKey_joined() {
    VersionVector other = VersionVector.of("db_g2.000000000000100000000001", 3);
    Session session =
        token.after(Session.NONE, SEEN, "a", new SessionToken.Context(SEEN, ids("id1")));
    session = token.after(session, SEEN, "b", SessionToken.Context.NONE);
    session = token.after(session, SEEN, "a", new SessionToken.Context(other, ids("id2")));
    Session carried = token.session(token.session(session)).orElseThrow();
    assertThat(token.shown(carried, "a"))
        .isEqualTo(new SessionToken.Context(SEEN.join(other), ids("id1", "id2")));
    assertThat(token.shown(carried, "c")).isEqualTo(SessionToken.Context.NONE);
  }

  /** AP-2: it says that it cannot. */
  @Test
  void doesNotSuffice_forAKeyItWasShownBeforeManyOthers_unlessTheNodeSawAsMuch() {
    Session session = Session.NONE;
    for (int i = 0; i < 100; i++) {
      session =
          token.after(session, SEEN, "key" + i, new SessionToken.Context(SEEN, ids("id" + i)));
    }
    assertThat(token.session(session).length()).isLessThan(2_400);
    assertThat(token.shown(session, "key99").vector()).isEqualTo(SEEN);
    assertThat(token.suffices(session, "key99", VersionVector.NONE)).isTrue();
    assertThat(token.suffices(session, "key0", VersionVector.NONE)).isFalse();
    assertThat(token.suffices(session, "key0", SEEN)).isTrue();
    assertThat(token.suffices(SESSION, "other", VersionVector.NONE)).isTrue();
  }

  private static SortedSet<String> ids(String... ids) {
    return new TreeSet<>(List.of(ids));
  }

  @Test
  void takesNoForgedSession() {
    String text = token.session(SESSION);
    String forged = (text.charAt(0) == 'A' ? 'B' : 'A') + text.substring(1);
    assertThat(token.session(forged)).isEmpty();
    assertThat(token.session("")).isEmpty();
    assertThat(token.session("not base64 at all!")).isEmpty();
    assertThat(token.session("AAAA")).isEmpty();
    assertThat(new SessionToken(new HmacSeal("other", Optional.empty())).session(text)).isEmpty();
  }

  @Test
  void takesTheOldSecret_whileSecretsAreRotated() {
    assertThat(rotated.session(token.session(SESSION))).contains(SESSION);
    assertThat(token.session(rotated.session(SESSION))).isEmpty();
  }

  /** AP-2. */
  @Test
  void bindsAContextToItsKey() {
    String text = token.context("a", SEEN, List.of("id1", "id2"));
    assertThat(token.context("a", text)).map(SessionToken.Context::vector).contains(SEEN);
    assertThat(token.context("a", text).orElseThrow().ids()).containsExactly("id1", "id2");
    assertThat(token.context("b", text)).isEmpty();
  }

  @Test
  void keepsSessionsAndContextsApart() {
    assertThat(token.session(token.context("a", SEEN, List.of()))).isEmpty();
    assertThat(token.context("a", token.session(SESSION))).isEmpty();
  }
}
