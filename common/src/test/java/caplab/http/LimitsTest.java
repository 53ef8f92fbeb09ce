package caplab.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LimitsTest {

  // The common pool may have a single thread, which one held request would keep.
  private static <T> CompletableFuture<T> async(Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            result.complete(work.call());
          } catch (Exception e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  private static CompletableFuture<Response> inBackground(EchoService service, String requestLine) {
    return async(() -> Wire.ask(service.server.port(), requestLine));
  }

  @Test
  void givesUpOnABodyThatStalls() throws IOException {
    try (EchoService service = new EchoService(Duration.ofMillis(300), 100, 10);
        Wire wire = new Wire(service.server.port())) {
      wire.send("POST /write/k HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
      Response response = wire.rest();
      assertThat(response.status()).isEqualTo(408);
      assertThat(response.member("outcome")).isEqualTo("not_applied");
    }
  }

  @Test
  void givesUpOnABodyThatDrips() throws Exception {
    try (EchoService service = new EchoService(Duration.ofMillis(300), 100, 10);
        Wire wire = new Wire(service.server.port())) {
      wire.send("POST /write/k HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
      CompletableFuture<Response> answer = async(wire::rest);
      await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> {
            if (!answer.isDone()) {
              dripped(wire);
            }
            return answer.isDone();
          });
      assertThat(
              answer.handle((response, failed) -> failed != null || response.status() == 408).get())
          .isTrue();
    }
  }

  /** Who sends a byte of a header now and then is closed on, and nobody else notices. */
  @Test
  void givesUpOnAHeadThatDrips_andServesOthersMeanwhile() throws Exception {
    try (EchoService service = new EchoService(Duration.ofMillis(300), 100, 10);
        Wire slow = new Wire(service.server.port())) {
      slow.send("GET /read/k HTTP/1.1\r\nHost: x\r\n");
      CompletableFuture<Boolean> closed = async(slow::closedInSilence);
      await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> {
            if (!closed.isDone()) {
              dripped(slow);
              assertThat(Wire.ask(service.server.port(), "GET /read/k").status()).isEqualTo(200);
            }
            return closed.isDone();
          });
      assertThat(closed.handle((silent, failed) -> failed != null || silent).get()).isTrue();
    }
  }

  /** A head in pieces is one all the same, and takes nothing of the time of the next. */
  @Test
  void takesAHeadInPieces() throws Exception {
    try (EchoService service = new EchoService();
        Wire wire = new Wire(service.server.port())) {
      for (int i = 0; i < 3; i++) {
        for (String piece : List.of("GET /re", "ad/k HTTP/1.1\r\nHo", "st: x\r\n", "\r\n")) {
          wire.send(piece);
        }
        assertThat(wire.next().status()).isEqualTo(200);
      }
    }
  }

  private static void dripped(Wire wire) {
    try {
      wire.send("x");
    } catch (IOException closed) {
      // The server has given up: the answer says so.
    }
  }

  /** B-4. */
  @Test
  void refusesMoreRequestsThanItCanHold() throws Exception {
    try (EchoService service = new EchoService(Duration.ofSeconds(3), 100, 1)) {
      CompletableFuture<Response> first = inBackground(service, "GET /read/!hold");
      service.held.await();
      Response second = Wire.ask(service.server.port(), "GET /read/x");
      assertThat(second.status()).isEqualTo(503);
      assertThat(second.header("Retry-After")).isEqualTo("1");
      service.release.countDown();
      assertThat(first.get().status()).isEqualTo(200);
    }
  }

  @Test
  void closesIdleConnections_whenTooManyAreOpen() throws IOException {
    List<Wire> idle = new ArrayList<>();
    try (EchoService service = new EchoService(Duration.ofSeconds(3), 50, 10)) {
      for (int i = 0; i < 200; i++) {
        idle.add(new Wire(service.server.port()));
      }
      assertThat(Wire.ask(service.server.port(), "GET /read/x").status()).isEqualTo(200);
    } finally {
      for (Wire wire : idle) {
        wire.close();
      }
    }
  }

  @Test
  void answersARequestInProgress_whileIdleConnectionsAreClosed() throws Exception {
    try (EchoService service = new EchoService(Duration.ofSeconds(3), 2, 10)) {
      CompletableFuture<Response> busy = inBackground(service, "GET /read/!hold");
      service.held.await();
      try (Wire one = new Wire(service.server.port());
          Wire other = new Wire(service.server.port())) {
        // Which of the two was open first is the scheduler's choice.
        CompletableFuture.anyOf(async(one::closedInSilence), async(other::closedInSilence)).get();
      }
      service.release.countDown();
      assertThat(busy.get().status()).isEqualTo(200);
    }
  }

  @Test
  void finishesWhatIsInFlight_andTakesNothingNew_whenStopping() throws Exception {
    try (EchoService service = new EchoService()) {
      CompletableFuture<Response> last = inBackground(service, "GET /read/!hold");
      service.held.await();
      int port = service.server.port();
      CompletableFuture<Integer> left = async(() -> service.server.stop(Duration.ofSeconds(10)));
      await().until(() -> refusesConnections(port));
      assertThat(last).isNotDone();
      service.release.countDown();
      assertThat(last.get().status()).isEqualTo(200);
      assertThat(left.get()).isZero();
    }
  }

  @Test
  void servesOn_butSaysThatItGoes_onceNoticeIsGiven() throws Exception {
    try (EchoService service = new EchoService()) {
      service.server.giveNotice();
      int port = service.server.port();
      assertThat(Wire.ask(port, "GET /live").status()).isEqualTo(503);
      assertThat(Wire.ask(port, "GET /ready").status()).isEqualTo(503);
      Response read = Wire.ask(port, "GET /read/x");
      assertThat(read.status()).isEqualTo(200);
      assertThat(read.headers()).containsEntry("connection", "close");
    }
  }

  private static boolean refusesConnections(int port) {
    try (Wire wire = new Wire(port)) {
      return false;
    } catch (IOException refused) {
      return true;
    }
  }
}
