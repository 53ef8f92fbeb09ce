package caplab.ap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.access.ApiToken;
import caplab.access.Role;
import caplab.node.RedisServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** app-ap where tokens are asked for. */
class ApAccessTest {

  @TempDir Path folder;

  private static ApiToken.Made made(Role role) {
    return ApiToken.make(new SecureRandom(), role, Optional.empty(), Optional.empty());
  }

  @Test
  void asksForARoleAtEachOfItsRoutes_asItsFileSays() throws Exception {
    ApiToken.Made reader = made(Role.READER);
    ApiToken.Made writer = made(Role.WRITER);
    ApiToken.Made operator = made(Role.OPERATOR);
    ApiToken.Made metrics = made(Role.METRICS);
    Path file =
        Files.writeString(
            folder.resolve("tokens"),
            "%s%n%s%n%s%n%s%n"
                .formatted(
                    reader.kept().line(),
                    writer.kept().line(),
                    operator.kept().line(),
                    metrics.kept().line()));
    try (RedisServers servers = RedisServers.startFor("app-ap", 1);
        ApInstance app =
            ApInstance.start(servers.addresses(), Map.of("API_TOKENS_FILE", file.toString()))) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> app.as(writer.token()).post("/write/k/v", "").status() == 200);
      assertThat(app.get("/read/k").text("value")).isEqualTo("v");
      assertThat(app.get("/circuit-breaker").status()).isEqualTo(403);
      assertThat(app.as(reader.token()).get("/read/k").text("value")).isEqualTo("v");
      assertThat(app.post("/write/k/w", "").status()).isEqualTo(403);
      assertThat(app.delete("/write/k").status()).isEqualTo(403);
      assertThat(app.get("/metrics").status()).isEqualTo(403);
      assertThat(app.as(operator.token()).get("/circuit-breaker").status()).isEqualTo(200);
      assertThat(app.get("/health/detailed").status()).isEqualTo(200);
      assertThat(app.get("/read/k").status()).isEqualTo(403);
      assertThat(app.as(metrics.token()).get("/metrics").status()).isEqualTo(200);
      assertThat(app.get("/read/k").status()).isEqualTo(403);
      assertThat(app.as("").post("/write/k/w", "").status()).isEqualTo(401);
      assertThat(app.get("/read/k").status()).isEqualTo(401);
      assertThat(app.get("/live").status()).isEqualTo(200);
      assertThat(app.get("/health").text("status")).isEqualTo("UP");
      Files.writeString(file, reader.kept().line());
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> app.as(writer.token()).get("/read/k").status() == 401);
      assertThat(app.as(reader.token()).get("/read/k").text("value")).isEqualTo("v");
    }
  }
}
