package caplab.http;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.observe.Events;
import caplab.observe.Logging;
import caplab.seal.Pseudonym;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class ShutdownTest {

  /** A service in a process of its own, for a signal to end. */
  static final class Ended {

    private Ended() {}

    public static void main(String[] arguments) {
      Logging.start("cp", "INFO", false);
      Logger log = LoggerFactory.getLogger(Ended.class);
      EchoService service = new EchoService();
      Shutdown.onSignal(
          service.server,
          Duration.ZERO,
          new Events(new Pseudonym("secret", false)),
          List.of(
              () -> log.info("first closed"),
              () -> {
                throw new IOException("cannot");
              },
              () -> log.info("last closed")));
      System.out.println("port " + service.server.port());
    }
  }

  /** B-3. */
  @Test
  void endsInOrderWithExitStatus0_onSigterm() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Ended.class.getName())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String port = out.lines().filter(line -> line.startsWith("port ")).findFirst().orElseThrow();
      assertThat(Wire.ask(Integer.parseInt(port.substring(5)), "GET /read/x").status())
          .isEqualTo(200);
      process.toHandle().destroy(); // Process.destroy would close the stream read below
      assertThat(out.lines().toList())
          .filteredOn(line -> line.matches(".*(SHUTDOWN|closed).*"))
          .satisfiesExactly(
              line -> assertThat(line).contains("finishing what is in flight"),
              line -> assertThat(line).contains("first closed"),
              line -> assertThat(line).contains("could not be closed"),
              line -> assertThat(line).contains("last closed"),
              line -> assertThat(line).contains("shut down", "requests_cut_off=0"));
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }
}
