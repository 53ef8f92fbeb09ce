package caplab.lab.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caplab.lab.model.UserError;
import caplab.lab.wire.Doors;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whoever waits for a start gives up when nothing was seen to get on for its time, and not before.
 * What starts here gets on with every look at it, so that no machine is too slow for these tests.
 */
class ReadinessTest {

  private static final Duration QUIET = Duration.ofSeconds(2);

  /** More looks than fit into the time that may pass without progress. */
  private static final int STEPS = 8;

  @TempDir Path folder;
  private final List<String> told = new ArrayList<>();
  private final Readiness readiness = new Readiness(Doors.OPEN, QUIET, told::add);
  private final AtomicInteger looks = new AtomicInteger();
  private ManagedProcess process;

  private ManagedProcess startedAt(int port) {
    process =
        new ManagedProcess(
            new ManagedProcess.Program(
                "it", port, List.of("sleep", "600"), Map.of(), folder, folder.resolve("log")));
    process.start();
    return process;
  }

  @AfterEach
  void end() {
    process.kill();
  }

  @Test
  void aServiceIsAwaited_asLongAsItsNodesAreRefilled() throws IOException {
    HttpServer service = service(look -> look);
    try {
      readiness.awaitService(startedAt(service.getAddress().getPort()), "/ready");
    } finally {
      service.stop(0);
    }
    assertThat(told).contains("it 1 of 3 nodes serve, refilled tags " + STEPS);
  }

  @Test
  void aServiceThatDoesNotGetOnIsGivenUp_andWhatItShowedIsSaid() throws IOException {
    HttpServer service = service(look -> look % 2);
    try {
      ManagedProcess started = startedAt(service.getAddress().getPort());
      assertThatThrownBy(() -> readiness.awaitService(started, "/ready"))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("it is not ready and did not get on for 2 s (1 of 3 nodes serve");
    } finally {
      service.stop(0);
    }
  }

  @Test
  void aNodeIsAwaited_asLongAsItReadsItsData() throws IOException {
    try (ServerSocket node = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> load(node));
      readiness.awaitNode(startedAt(node.getLocalPort()));
    }
    assertThat(told).contains("it has read " + STEPS + ".0 MB");
  }

  /** Ready after {@link #STEPS} looks, if it gets on. */
  private HttpServer service(IntUnaryOperator refilled) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          boolean asked = exchange.getRequestURI().getPath().equals("/ready");
          int tags = refilled.applyAsInt(asked ? looks.get() : looks.incrementAndGet());
          byte[] body =
              "{\"nodes_serving\":[\"db_g1\"],\"nodes_total\":3,\"refilled_tags_total\":%d,\"view_number_most\":%d}"
                  .formatted(tags, looks.get())
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(asked && tags < STEPS ? 503 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private void load(ServerSocket node) {
    try {
      while (true) {
        try (Socket asked = node.accept()) {
          String command =
              new Scanner(asked.getInputStream(), StandardCharsets.US_ASCII).nextLine();
          OutputStream answer = asked.getOutputStream();
          answer.write(answerTo(command).getBytes(StandardCharsets.US_ASCII));
        }
      }
    } catch (IOException over) {
      assertThat(node.isClosed()).isTrue();
    }
  }

  private String answerTo(String command) {
    if (command.equals("PING")) {
      return looks.get() < STEPS
          ? "-LOADING Redis is loading the dataset in memory\r\n"
          : "+PONG\r\n";
    }
    String info =
        "# Persistence\r\nloading:1\r\nloading_loaded_bytes:%d\r\n"
            .formatted(looks.incrementAndGet() * 1_000_000);
    return "$%d\r\n%s\r\n".formatted(info.length(), info);
  }
}
