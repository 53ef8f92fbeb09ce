package caplab.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JavaLoadTest {

  private static final WebRequest WRITE =
      new WebRequest("POST", "/write/" + WebRequest.KEY, "of " + WebRequest.KEY);

  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void leave() {
    server.stop(0);
  }

  private Target.Web target(KeyRange keys) {
    return new Target.Web(server.getAddress().getPort(), WRITE, keys);
  }

  private static void answer(HttpExchange exchange, int status, int length) throws IOException {
    exchange.sendResponseHeaders(status, length == 0 ? -1 : length);
    exchange.getResponseBody().write(new byte[Math.max(0, length)]);
    exchange.close();
  }

  /**
   * A hundred requests are due within a second, while the server stands still for 900 ms. Measured
   * from when each was sent, one alone would have waited.
   */
  @Test
  void measuresFromWhenARequestWasDue_notFromWhenItCouldBeSent() {
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch never = new CountDownLatch(1);
    server.createContext(
        "/",
        exchange -> {
          if (asked.getAndIncrement() == 0) {
            stall(never);
          }
          answer(exchange, 200, 2);
        });
    Stretch paced = JavaLoad.paced(target(KeyRange.KNOWN), 1, 100, 1);
    assertThat(paced.good()).isEqualTo(100);
    assertThat(paced.failed()).isZero();
    assertThat(paced.p50Ms()).isGreaterThan(350);
    assertThat(paced.p99Ms()).isGreaterThan(850);
  }

  private static void stall(CountDownLatch never) throws IOException {
    try {
      never.await(900, TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopped) {
      throw new IOException(stopped);
    }
  }

  @Test
  void asksForEachKeyOnce() {
    Set<String> asked = ConcurrentHashMap.newKeySet();
    server.createContext(
        "/write/",
        exchange -> {
          String key = exchange.getRequestURI().getPath().substring("/write/".length());
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
          if (body.equals("of " + key)) {
            asked.add(key);
          }
          answer(exchange, 200, 0);
        });
    Stretch once = JavaLoad.once(target(new KeyRange(7, 50, 1)), 4);
    assertThat(once.good()).isEqualTo(50);
    assertThat(asked).hasSize(50).contains("item000000000007", "item000000000056");
  }

  @Test
  void goesOnForAsLongAsItIsTold_withoutARate() {
    server.createContext("/", exchange -> answer(exchange, 200, 2));
    Stretch closed = JavaLoad.closed(target(KeyRange.fresh(1)), 2, 0.5);
    assertThat(closed.good()).isPositive();
    assertThat(closed.failed()).isZero();
    assertThat(closed.seconds()).isGreaterThanOrEqualTo(0.5);
  }

  @Test
  void countsRefusals_andReadsAnswersOfAnyKind() {
    AtomicInteger asked = new AtomicInteger();
    server.createContext(
        "/",
        exchange -> {
          switch (asked.getAndIncrement() % 4) {
            case 0 -> answer(exchange, 503, 20);
            case 1 -> answer(exchange, 204, 0);
            case 2 -> answer(exchange, 200, 100_000);
            default -> chunked(exchange);
          }
        });
    Stretch once = JavaLoad.once(target(new KeyRange(0, 40, 1)), 1);
    assertThat(once.good()).isEqualTo(30);
    assertThat(once.failed()).isEqualTo(10);
  }

  private static void chunked(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().write(new byte[3000]);
    exchange.getResponseBody().flush();
    exchange.getResponseBody().write(new byte[70_000]);
    exchange.close();
  }

  @Test
  void countsWhatNobodyAnswers_asFailed() {
    server.stop(0);
    Stretch once = JavaLoad.once(target(new KeyRange(0, 20, 1)), 2);
    assertThat(once.good()).isZero();
    assertThat(once.failed()).isEqualTo(20);
  }
}
