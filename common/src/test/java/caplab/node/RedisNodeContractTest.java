package caplab.node;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import redis.clients.jedis.Jedis;

class RedisNodeContractTest extends NodeContractTest {

  private static RedisServers servers;

  @BeforeAll
  static void startServer() {
    servers = RedisServers.start(1);
  }

  @AfterAll
  static void endServer() {
    servers.close();
  }

  @Override
  Node open() {
    try (Jedis client = servers.only().client()) {
      client.flushAll();
    }
    return new RedisNode(
        servers.only().address(),
        NodeSettings.of(Duration.ofSeconds(10)),
        CircuitBreakerRegistry.ofDefaults(),
        NodeListener.SILENT);
  }
}
