package caplab.cp;

import caplab.config.CommonConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What app-cp makes of the configuration.
 *
 * @param requestTimeout the deadline of a whole request
 * @param nodeMs how long one message may take
 * @param maxStalenessMs told on every read; what app-cp answers is 0 old
 * @param secrets the key that signs operation ids and, during a rotation, the one before
 */
public record CpConfig(
    Duration requestTimeout, long nodeMs, long maxStalenessMs, List<byte[]> secrets) {

  /** The port unless {@code PORT} is given. */
  public static final int DEFAULT_PORT = 5001;

  static CpConfig of(CommonConfig config) {
    return new CpConfig(
        config.requestTimeout(),
        config.nodeSettings().networkTimeout().toMillis(),
        config.maxStalenessMs(),
        Stream.concat(Stream.of(config.secrets().key()), config.secrets().previous().stream())
            .map(key -> key.getBytes(StandardCharsets.UTF_8))
            .toList());
  }
}
