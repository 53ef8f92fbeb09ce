package caplab.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** B-4: values have a limit together, not only each. */
class RoomTest {

  /** Room for one large value at a time, as there always is. */
  private static final long LITTLE = 1;

  private static final int LARGE = 1_000_000;

  private static CompletableFuture<Response> write(EchoService service, String key, int bytes) {
    CompletableFuture<Response> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            byte[] body = "v".repeat(bytes).getBytes(StandardCharsets.UTF_8);
            answer.complete(Wire.send(service.server.port(), "POST /write/" + key, body));
          } catch (IOException e) {
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }

  @Test
  void aLargeValueWaitsForRoom_andASmallOneDoesNot() throws Exception {
    try (EchoService service = new EchoService(Duration.ofSeconds(10), LITTLE)) {
      CompletableFuture<Response> first = write(service, "!hold", LARGE);
      service.held.await();
      CompletableFuture<Response> second = write(service, "b", LARGE);
      for (int i = 0; i < 20; i++) {
        assertThat(write(service, "c", 10_000).get().status()).isEqualTo(200);
      }
      assertThat(second).isNotDone();
      service.release.countDown();
      assertThat(first.get().status()).isEqualTo(200);
      assertThat(second.get().status()).isEqualTo(200);
    }
  }

  /** What a read will carry nobody knows before. */
  @Test
  void aReadWaitsForRoom_whileValuesWereLargeLately() {
    Room room = new Room(LITTLE, LARGE);
    try (Room.Share writing = room.share();
        Room.Share reading = room.share()) {
      reading.takeAsLately(System.nanoTime());
      writing.take(LARGE, System.nanoTime());
      assertThatThrownBy(() -> reading.takeAsLately(System.nanoTime())).isInstanceOf(Problem.class);
      for (int i = 0; i < 300; i++) {
        room.carried(100);
      }
      reading.takeAsLately(System.nanoTime());
    }
  }

  @Test
  void aLargeValueIsRefused_ifNoRoomComes_andNoneOfItIsKept() throws Exception {
    try (EchoService service = new EchoService(Duration.ofMillis(300), LITTLE)) {
      CompletableFuture<Response> first = write(service, "!hold", LARGE);
      service.held.await();
      for (int i = 0; i < 3; i++) {
        Response second = write(service, "b", LARGE).get();
        assertThat(second.status()).isEqualTo(503);
        assertThat(second.header("Retry-After")).isEqualTo("1");
        assertThat(second.member("outcome")).isEqualTo("not_applied");
      }
      assertThat(write(service, "c", 16_000).get().status()).isEqualTo(200);
      service.release.countDown();
      assertThat(first.get().status()).isEqualTo(200);
      assertThat(write(service, "b", LARGE).get().status()).isEqualTo(200);
    }
  }

  /** Whoever does not read what he asked for keeps no more of the memory than there is for that. */
  @Test
  void aLargeAnswerIsRefused_whileOthersAreNotTaken() throws Exception {
    try (EchoService service = new EchoService(Duration.ofSeconds(10), 4L * 60_000_000);
        Wire slow = new Wire(service.server.port())) {
      slow.send("GET /read/!large HTTP/1.1\r\nHost: x\r\n\r\n");
      Response head = slow.head();
      assertThat(Wire.ask(service.server.port(), "GET /read/!large").status()).isEqualTo(503);
      assertThat(Wire.ask(service.server.port(), "GET /read/x").status()).isEqualTo(200);
      assertThat(slow.bodyOf(head).body()).hasSizeGreaterThan(EchoService.LARGE);
      await()
          .until(
              () -> Wire.ask(service.server.port(), "GET /read/!large").status(),
              status -> status == 200);
    }
  }
}
