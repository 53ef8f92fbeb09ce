package caplab.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.seal.Pseudonym;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LoggingTest {

  private static final String FORGED =
      "x\n{\"level\":\"ERROR\"}\r\n2026 ERROR forged\u001b[2J\u2028forged\u2029\u0085\u009b1m\u202e"
          + "y".repeat(10_000);

  /** What a terminal obeys, and what some readers of lines take for an end. */
  private static final String OBEYED = "(?s).*[\\p{Cntrl}\u0080-\u009f\u2028\u2029\u202e].*";

  private final PrintStream stdout = System.out;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @AfterEach
  void restore() throws Exception {
    System.setOut(stdout);
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    JoranConfigurator usual = new JoranConfigurator();
    usual.setContext(context);
    usual.doConfigure(LoggingTest.class.getResource("/logback.xml"));
  }

  private List<String> lines(String level, boolean json, Runnable work) {
    System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
    Logging.start("cp", level, json);
    work.run();
    Logging.stop();
    return written.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static Events events(boolean plain) {
    return new Events(new Pseudonym("secret", plain));
  }

  @Test
  void writesJsonLinesWithTheFixedFields() {
    List<String> lines =
        lines(
            "INFO",
            true,
            () -> {
              MDC.put("request_id", "r1");
              events(false).info(Event.WRITE, "written", "status", 200);
              MDC.clear();
            });
    JsonNode line = JsonMapper.shared().readTree(lines.getFirst());
    assertThat(line.path("time").asString()).matches("20..-..-..T..:..:..(\\.[0-9]+)?Z");
    assertThat(line.path("level").asString()).isEqualTo("INFO");
    assertThat(line.path("msg").asString()).isEqualTo("written");
    assertThat(line.path("logger").asString()).startsWith("caplab.event");
    assertThat(line.path("event").asString()).isEqualTo("WRITE");
    assertThat(line.path("mode").asString()).isEqualTo("cp");
    assertThat(line.path("request_id").asString()).isEqualTo("r1");
    assertThat(line.path("status").asInt()).isEqualTo(200);
  }

  @Test
  void writesSixEventsAtAnyLevel_andNoOther() {
    List<String> lines =
        lines(
            "ERROR",
            true,
            () -> {
              for (Event event : Event.values()) {
                events(false).info(event, "told");
              }
            });
    assertThat(lines).hasSize(6);
    assertThat(String.join("", lines))
        .contains(
            "WRITE", "AUTH", "CIRCUIT_STATE_CHANGE", "CONFIG", "DB_CONNECT_FAILURE", "AUDIT_HEAD");
  }

  @Test
  void takesWarningForWarn() {
    Runnable work =
        () -> {
          LoggerFactory.getLogger("caplab.x").info("quiet");
          LoggerFactory.getLogger("caplab.x").warn("loud");
        };
    assertThat(lines("WARNING", false, work)).singleElement().asString().contains("loud");
  }

  @Test
  void keepsAForgedLineInsideItsField() {
    Runnable work =
        () -> LoggerFactory.getLogger("caplab.x").warn(FORGED, new IllegalStateException(FORGED));
    assertThat(lines("INFO", true, work)).hasSize(1);
    written.reset();
    List<String> text = lines("INFO", false, work);
    assertThat(text.getFirst()).contains("forged");
    assertThat(text).noneMatch(line -> line.replace("\t", "").matches(OBEYED));
    assertThat(text.subList(1, text.size()))
        .allMatch(line -> line.startsWith("  | ") || line.startsWith("java.lang"));
  }

  @Test
  void keepsAForgedFieldInsideItsLine() {
    Runnable work = () -> events(true).info(Event.WRITE, "written", "key", FORGED);
    assertThat(lines("INFO", true, work))
        .singleElement()
        .asString()
        .matches("[ -~]*")
        .satisfies(line ->
            assertThat(JsonMapper.shared().readTree(line).path("key").asString())
                .isEqualTo(FORGED));
    written.reset();
    assertThat(lines("INFO", false, work))
        .singleElement()
        .asString()
        .contains("forged")
        .doesNotMatch(OBEYED);
  }

  @Test
  void namesKeysByAKeyedHash_unlessToldOtherwise() {
    assertThat(events(true).pseudonym("test")).isEqualTo("test");
    assertThat(events(false).pseudonym("test"))
        .matches("[0-9a-f]{16}")
        .isEqualTo(events(false).pseudonym("test"))
        .isNotEqualTo(new Pseudonym("other", false).of("test"));
  }

  /** A stdout that nobody reads until they do. */
  private CountDownLatch unread() {
    CountDownLatch reads = new CountDownLatch(1);
    OutputStream unread =
        new FilterOutputStream(written) {
          @Override
          public void write(byte[] bytes, int from, int length) {
            try {
              reads.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            written.write(bytes, from, length);
          }
        };
    System.setOut(new PrintStream(unread, true, StandardCharsets.UTF_8));
    Logging.start("cp", "INFO", true);
    return reads;
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a lock heeds no interrupt
  void goesOnThoughNobodyReadsStdout_andCountsWhatItDropped() {
    CountDownLatch reads = unread();
    long before = Logging.dropped();
    long told = 0;
    while (Logging.dropped() == before && told < 4 * Logging.WAITING_MOST) {
      events(false).info(Event.CONFIG, "told", "n", told++);
    }
    assertThat(Logging.dropped()).isEqualTo(before + 1);
    reads.countDown();
    long kept = told - 1;
    await().until(() -> written.toString(StandardCharsets.UTF_8).lines().count() == kept);
    Logging.stop();
    assertThat(written.toString(StandardCharsets.UTF_8).lines()).hasSize((int) kept);
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a lock heeds no interrupt
  void endsThoughNobodyReadsStdout() {
    CountDownLatch reads = unread();
    events(false).info(Event.CONFIG, "told");
    Logging.stop();
    assertThat(written.size()).isZero();
    reads.countDown();
  }
}
