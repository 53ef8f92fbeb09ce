package caplab.cp;

import caplab.config.CommonConfig;
import caplab.protocol.Seal;
import caplab.seal.HmacSeal;
import java.time.Duration;

/**
 * What app-cp makes of the configuration.
 *
 * @param requestTimeout the deadline of a whole request
 * @param nodeMs how long one message may take
 * @param maxStalenessMs told on every read; what app-cp answers is 0 old
 * @param seal signs operation ids
 */
public record CpConfig(Duration requestTimeout, long nodeMs, long maxStalenessMs, Seal seal) {

  /** The port unless {@code PORT} is given. */
  public static final int DEFAULT_PORT = 5001;

  static CpConfig of(CommonConfig config) {
    return new CpConfig(
        config.requestTimeout(),
        config.nodeSettings().networkTimeout().toMillis(),
        config.maxStalenessMs(),
        new HmacSeal(config.secrets().key(), config.secrets().previous()));
  }
}
