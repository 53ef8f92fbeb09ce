package caplab.ap;

import caplab.ap.core.Traffic;
import caplab.node.RedisServers;
import caplab.node.Twins;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/**
 * What the simulations prove of the node in memory holds of the scripts, as both do the same
 * whatever is asked of them (AP-1 to AP-12, B-5). {@code -Dap.differential.seed=n} plays one
 * sequence again.
 */
class DifferentialTest {

  private static final String SEED = "ap.differential.seed";
  private static final int STEPS = 400;

  private static RedisServers servers;

  @BeforeAll
  static void start() {
    servers = RedisServers.start(1, "--appendonly", "no");
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  @Test
  void scriptsDoWhatTheNodeInMemoryDoes() {
    Long one = Long.getLong(SEED);
    compare(one == null ? 0 : one, one == null ? 20_000 / STEPS : 1);
  }

  @Tag("long")
  @Test
  void scriptsDoWhatTheNodeInMemoryDoes_inManyMoreRequests() {
    compare(1_000_000, 1_000_000 / STEPS);
  }

  private static void compare(long seed, int sequences) {
    try (Jedis client = servers.only().client()) {
      Twins.compare(new Traffic(new RedisTwin(client, "db_g1")), seed, sequences, STEPS);
    }
  }
}
