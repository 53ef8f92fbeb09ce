package caplab.access;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.observe.Events;
import caplab.observe.Heard;
import caplab.seal.Pseudonym;
import io.github.bucket4j.TimeMeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {

  private static final String CLIENT = "192.0.2.1";

  @TempDir Path folder;

  private final AtomicLong nanos = new AtomicLong();
  private final ApiToken.Made reader = make(Role.READER);
  private final Heard heard = Heard.listen();
  private Path file;
  private Credentials credentials;

  private static ApiToken.Made make(Role role) {
    return ApiToken.make(new SecureRandom(), role, Optional.empty(), Optional.empty());
  }

  private final TimeMeter time =
      new TimeMeter() {
        @Override
        public long currentTimeNanos() {
          return nanos.get();
        }

        @Override
        public boolean isWallClockBased() {
          return false;
        }
      };

  @BeforeEach
  void open() throws IOException {
    file = folder.resolve("tokens");
    Files.writeString(file, reader.kept().line() + "\n");
    credentials =
        new Credentials(
            new AccessSettings(Optional.empty(), Optional.of(file), Optional.empty(), List.of()),
            new Events(new Pseudonym("secret", false)),
            () -> Instant.EPOCH,
            time);
  }

  @AfterEach
  void close() {
    credentials.close();
    heard.close();
  }

  private void fail(String client, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(credentials.check(client, "cap_wrong" + i)).isInstanceOf(TokenCheck.Invalid.class);
    }
  }

  @Test
  void followsTheFile() throws IOException {
    ApiToken.Made next = make(Role.WRITER);
    assertThat(credentials.check(CLIENT, next.token())).isInstanceOf(TokenCheck.Invalid.class);
    Files.writeString(file, next.kept().line());
    credentials.look();
    assertThat(credentials.check(CLIENT, next.token())).isInstanceOf(TokenCheck.Valid.class);
    assertThat(credentials.check(CLIENT, reader.token())).isInstanceOf(TokenCheck.Invalid.class);
    assertThat(heard.lines("CONFIG")).singleElement().asString().contains("read anew");
  }

  @Test
  void keepsWhatItHas_andSaysOnceWhichLineIsWrong() throws IOException {
    Files.writeString(file, make(Role.WRITER).kept().line() + "\n" + reader.token());
    credentials.look();
    credentials.look();
    assertThat(heard.lines("CONFIG"))
        .singleElement()
        .asString()
        .contains("left as they were", "line 2 ")
        .doesNotContain(reader.token());
    assertThat(credentials.check(CLIENT, reader.token())).isInstanceOf(TokenCheck.Valid.class);
    Files.delete(file);
    credentials.look();
    credentials.look();
    assertThat(heard.lines("CONFIG")).hasSize(2).last().asString().contains("cannot be read");
    Files.createDirectory(file);
    credentials.look();
    assertThat(credentials.check(CLIENT, reader.token())).isInstanceOf(TokenCheck.Valid.class);
  }

  @Test
  void slowsWhoGuesses_andNobodyElse() {
    fail(CLIENT, Brake.FAILURES);
    assertThat(credentials.check(CLIENT, "cap_wrong"))
        .isInstanceOfSatisfying(
            TokenCheck.Slowed.class, slowed -> assertThat(slowed.waitMs()).isBetween(1L, 6_001L));
    // Not even a right guess is told from a wrong one.
    assertThat(credentials.check(CLIENT, reader.token())).isInstanceOf(TokenCheck.Slowed.class);
    assertThat(credentials.check("192.0.2.2", reader.token())).isInstanceOf(TokenCheck.Valid.class);
    fail("192.0.2.2", 1);
    nanos.addAndGet(Duration.ofSeconds(6).toNanos());
    assertThat(credentials.check(CLIENT, reader.token())).isInstanceOf(TokenCheck.Valid.class);
  }

  @Test
  void goesOnTakingWhatWasValidFromTheSameAddress() throws IOException {
    assertThat(credentials.check(CLIENT, reader.token())).isInstanceOf(TokenCheck.Valid.class);
    fail(CLIENT, Brake.FAILURES);
    assertThat(credentials.check(CLIENT, "cap_wrong")).isInstanceOf(TokenCheck.Slowed.class);
    assertThat(credentials.check(CLIENT, reader.token())).isInstanceOf(TokenCheck.Valid.class);
    Files.writeString(file, "");
    credentials.look();
    assertThat(credentials.check(CLIENT, reader.token())).isInstanceOf(TokenCheck.Invalid.class);
  }

  @Test
  void knowsAClientOfIpv6ByItsNetwork() {
    assertThat(ClientNetwork.of("2001:db8:1:2:3:4:5:6"))
        .isEqualTo(ClientNetwork.of("2001:db8:1:2::9"))
        .isNotEqualTo(ClientNetwork.of("2001:db8:1:3::9"));
    assertThat(ClientNetwork.of("192.0.2.1")).isEqualTo("192.0.2.1");
    assertThat(ClientNetwork.of("no:address")).isEqualTo("no:address");
  }
}
