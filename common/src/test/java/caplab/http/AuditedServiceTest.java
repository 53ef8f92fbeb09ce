package caplab.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import caplab.access.AccessSettings;
import caplab.access.ApiToken;
import caplab.access.Role;
import caplab.audit.AuditChain;
import caplab.audit.AuditLog;
import caplab.audit.AuditVerdict;
import caplab.observe.Events;
import caplab.observe.Heard;
import caplab.seal.Pseudonym;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a service leaves in its audit of what clients did, and what they notice of it: nothing. */
class AuditedServiceTest implements AuditLog.Listener {

  private static final String KEY = "an-audit-key-of-at-least-32-bytes-in-all";
  private static final ApiToken.Made TOKEN =
      ApiToken.make(new SecureRandom(), Role.WRITER, Optional.of("someone"), Optional.empty());
  private static final AccessSettings ASKED =
      new AccessSettings(
          Optional.of(TOKEN.kept().line()), Optional.empty(), Optional.empty(), List.of());
  private static final String BEARER = "Authorization: Bearer " + TOKEN.token();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;

  private final AtomicInteger dropped = new AtomicInteger();
  private volatile AuditChain.Head head;

  @Override
  public void dropped() {
    dropped.incrementAndGet();
  }

  @Override
  public void head(AuditChain.Head said) {
    head = said;
  }

  private Events events(Path file, boolean plain) {
    return new Events(new Pseudonym("secret", plain), Optional.of(AuditLog.open(file, KEY, this)));
  }

  private AuditVerdict verdict(Path file) throws IOException {
    return AuditVerdict.of(new AuditChain(KEY), List.of(file), Optional.of(head));
  }

  private static List<JsonNode> lines(Path file, String event) throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> JsonMapper.shared().readTree(line))
        .filter(line -> line.path("event").asString().equals(event))
        .toList();
  }

  @Test
  void tellsWhoDidWhat_andNoValue() throws IOException {
    Path file = folder.resolve("audit.log");
    try (Events events = events(file, false);
        EchoService service = EchoService.guarded(ASKED, events)) {
      int port = service.server.port();
      assertThat(Wire.ask(port, "POST /write/her@home/the-value", BEARER).status()).isEqualTo(200);
      assertThat(Wire.ask(port, "DELETE /write/her@home", BEARER).status()).isEqualTo(200);
      assertThat(Wire.ask(port, "POST /write/her@home/the-value").status()).isEqualTo(401);
      assertThat(Wire.ask(port, "GET /read/her@home", BEARER).status()).isEqualTo(200);
    }
    Pseudonym hashed = new Pseudonym("secret", false);
    List<JsonNode> writes = lines(file, "WRITE");
    assertThat(writes).hasSize(3);
    JsonNode write = writes.getFirst();
    assertThat(write.path("operation").asString()).isEqualTo("write");
    assertThat(write.path("key").asString()).isEqualTo(hashed.of("her@home"));
    assertThat(write.path("user_id").asString()).isEqualTo(hashed.of("someone"));
    assertThat(write.path("client").asString()).isEqualTo(hashed.of("127.0.0.1"));
    assertThat(write.path("outcome").asString()).isEqualTo("applied");
    assertThat(write.path("version").asInt()).isEqualTo(3);
    assertThat(write.path("latency_ms").isNumber()).isTrue();
    assertThat(writes.get(1).path("operation").asString()).isEqualTo("delete");
    assertThat(writes.get(2).path("outcome").asString()).isEqualTo("not_applied");
    assertThat(lines(file, "AUTH")).hasSize(4);
    assertThat(lines(file, "READ")).hasSize(1);
    assertThat(Files.readString(file))
        .doesNotContain("the-value", "her@home", "someone", "127.0.0.1", TOKEN.token());
    assertThat(verdict(file).whole()).isTrue();
  }

  /** The one comes with every request, of the other somebody may want to hear at once. */
  @Test
  void whomItLetInIsToldByTheAuditAlone_aRefusalByTheLogToo() throws IOException {
    Path file = folder.resolve("audit.log");
    try (Heard heard = Heard.listen();
        Events events = events(file, false);
        EchoService service = EchoService.guarded(ASKED, events)) {
      assertThat(Wire.ask(service.server.port(), "GET /read/k", BEARER).status()).isEqualTo(200);
      assertThat(Wire.ask(service.server.port(), "GET /read/k").status()).isEqualTo(401);
      assertThat(heard.lines("AUTH")).singleElement().asString().contains("decision=refused");
    }
    assertThat(lines(file, "AUTH"))
        .extracting(line -> line.path("decision").asString())
        .containsExactly("granted", "refused");
  }

  @Test
  void whomItLetInIsToldByTheLog_whereTheAuditTakesNothing() throws IOException {
    Events events = events(folder.resolve("audit.log"), false);
    events.close();
    try (Heard heard = Heard.listen();
        EchoService service = EchoService.guarded(ASKED, events)) {
      assertThat(Wire.ask(service.server.port(), "GET /read/k", BEARER).status()).isEqualTo(200);
      assertThat(heard.lines("AUTH")).singleElement().asString().contains("decision=granted");
    }
  }

  @Test
  void nothingThatAClientSendsForgesALine() throws IOException {
    Path file = folder.resolve("audit.log");
    String evil = "%0D%0A%7B%22n%22%3A9%7D%1B%5B2J%E2%80%A8%C2%85%E2%80%AE";
    try (Events events = events(file, true);
        EchoService service = EchoService.guarded(AccessSettings.OPEN, events)) {
      int port = service.server.port();
      Wire.ask(port, "POST /write/" + evil + "/v");
      Wire.ask(port, "POST /write/%E2%80%A8/v");
      Wire.ask(port, "POST /write/k/v", "X-Request-ID: \u001b[2J{\"n\":9}");
      Wire.ask(port, "POST /write/k/v", "X-Correlation-ID: " + "x".repeat(10_000));
      Wire.ask(port, "POST /write/k/v", "User-Agent: " + "x".repeat(10_000));
      Wire.ask(port, "POST /write/k/v");
    }
    assertThat(Files.readAllLines(file)).allMatch(line -> line.matches("[ -~]{1,2000}"));
    assertThat(lines(file, "WRITE").stream().map(line -> line.path("key").asString()))
        .contains("\r\n{\"n\":9}\u001b[2J\u2028\u0085\u202e", "\u2028", "k");
    assertThat(verdict(file).whole()).isTrue();
  }

  @Test
  void servesOn_thoughTheDiskIsFull() throws IOException {
    assumeThat(done("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.toString()))
        .as("a disk of its own, which takes root")
        .isTrue();
    try {
      Path file = folder.resolve("audit.log");
      try (Events events = events(file, false);
          EchoService service = EchoService.guarded(AccessSettings.OPEN, events)) {
        int port = service.server.port();
        assertThat(Wire.ask(port, "POST /write/k/v").status()).isEqualTo(200);
        Path filler = folder.resolve("filler");
        done("dd", "if=/dev/zero", "of=" + filler, "bs=1k");
        for (int i = 0; dropped.get() == 0 || i < 500; i++) {
          assertThat(Wire.ask(port, "POST /write/k/v").status()).isEqualTo(200);
        }
        Files.delete(filler);
        // Only text: until then a piece of a line may be at its end.
        await().atMost(PATIENCE).until(() -> Files.readString(file).contains("\"AUDIT_GAP\""));
        assertThat(Wire.ask(port, "POST /write/k/v").status()).isEqualTo(200);
      }
      assertThat(
              lines(file, "AUDIT_GAP").stream().mapToInt(gap -> gap.path("dropped").asInt()).sum())
          .isEqualTo(dropped.get());
      assertThat(verdict(file).faults()).isEmpty();
    } finally {
      assertThat(done("umount", folder.toString())).isTrue();
    }
  }

  private static boolean done(String... command) {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
