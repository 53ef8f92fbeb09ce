package caplab.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caplab.access.TokenCheck.Fault;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApiTokensTest {

  private static final Instant END = Instant.parse("2030-01-31T00:00:00Z");

  private static ApiToken.Made make(Role role, Optional<Instant> end) {
    return ApiToken.make(new SecureRandom(), role, Optional.of("someone"), end);
  }

  private static TokenCheck check(ApiTokens tokens, String token, Instant now) {
    return tokens.check(ApiToken.hash(token), now);
  }

  @Test
  void knowsATokenByItsHash_untilItExpires() {
    ApiToken.Made reader = make(Role.READER, Optional.of(END));
    ApiToken.Made writer = make(Role.WRITER, Optional.empty());
    ApiTokens tokens =
        ApiTokens.parse("# ours\n\n" + reader.kept().line() + "\r\n" + writer.kept().line());
    assertThat(tokens.size()).isEqualTo(2);
    assertThat(check(tokens, reader.token(), END.minusMillis(1)))
        .isEqualTo(new TokenCheck.Valid(new Grant("someone", Set.of(Role.READER))));
    assertThat(check(tokens, writer.token(), END))
        .isEqualTo(new TokenCheck.Valid(new Grant("someone", Set.of(Role.WRITER))));
    assertThat(check(tokens, reader.token(), END)).isEqualTo(new TokenCheck.Invalid(Fault.EXPIRED));
    assertThat(check(tokens, reader.token() + "x", END))
        .isEqualTo(new TokenCheck.Invalid(Fault.UNKNOWN));
  }

  @Test
  void makesTokensOf256BitsOfChance_andKeepsNoneOfThem() {
    ApiToken.Made one = make(Role.OPERATOR, Optional.empty());
    assertThat(one.token()).matches("cap_[A-Za-z0-9_-]{43}");
    assertThat(one.token()).isNotEqualTo(make(Role.OPERATOR, Optional.empty()).token());
    assertThat(one.kept().line()).doesNotContain(one.token().substring(4));
  }

  @Test
  void namesEveryLineThatIsWrong_andNeverQuotesIt() {
    ApiToken.Made made = make(Role.READER, Optional.empty());
    String line = made.kept().line();
    assertThatThrownBy(() ->
            ApiTokens.parse(
                String.join(
                    "\n",
                    line,
                    made.token(),
                    line,
                    line.replace("reader", "root"),
                    line.replace("never", "soon"),
                    line.replace("someone", "some/one"),
                    line.replace("sha256", "md5"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("line 2 ", "line 3 has a hash that is there", "line 4 ", "line 5 ")
        .hasMessageContainingAll("line 6 ", "line 7 ")
        .hasMessageNotContaining("line 1 ")
        .hasMessageNotContaining(made.token().substring(4));
  }
}
