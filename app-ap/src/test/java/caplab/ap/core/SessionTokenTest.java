package caplab.ap.core;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.start.HmacSeal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionTokenTest {

  private static final String LIFE = "db_g1.000000000000100000000001";
  private static final VersionVector SEEN = VersionVector.of(LIFE, 7);

  private final SessionToken token = new SessionToken(new HmacSeal("a secret", Optional.empty()));
  private final SessionToken rotated =
      new SessionToken(new HmacSeal("a new secret", Optional.of("a secret")));

  @Test
  void opensASession_itSigned() {
    assertThat(token.session(token.session(SEEN))).contains(SEEN);
    assertThat(token.session(token.session(VersionVector.NONE))).contains(VersionVector.NONE);
  }

  @Test
  void takesNoForgedSession() {
    String text = token.session(SEEN);
    String forged = (text.charAt(0) == 'A' ? 'B' : 'A') + text.substring(1);
    assertThat(token.session(forged)).isEmpty();
    assertThat(token.session("")).isEmpty();
    assertThat(token.session("not base64 at all!")).isEmpty();
    assertThat(token.session("AAAA")).isEmpty();
    assertThat(new SessionToken(new HmacSeal("other", Optional.empty())).session(text)).isEmpty();
  }

  @Test
  void takesTheOldSecret_whileSecretsAreRotated() {
    assertThat(rotated.session(token.session(SEEN))).contains(SEEN);
    assertThat(token.session(rotated.session(SEEN))).isEmpty();
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
    assertThat(token.context("a", token.session(SEEN))).isEmpty();
  }
}
