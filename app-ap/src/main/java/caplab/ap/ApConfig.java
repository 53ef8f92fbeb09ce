package caplab.ap;

import caplab.ap.core.KeyState;
import caplab.config.CommonConfig;
import caplab.config.Configuration;
import caplab.config.Features;
import caplab.config.Flags;
import caplab.config.Settings;
import caplab.config.Settings.StalenessPolicy;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The settings of app-ap as values.
 *
 * @param policy what a plain read does past {@code MAX_STALENESS_MS}, now
 * @param cacheMs how old an answer of the instance's own cache may be; 0 is off
 * @param logEntriesMost entries that a node's log keeps for targets that lag
 * @param logBytesMost the same in bytes
 * @param siblings how large a client's writes may make a key
 * @param repairs whether a read levels the nodes that it asked, now
 * @param exchanges whether nodes are compared key by key, now
 */
record ApConfig(
    CommonConfig common,
    Supplier<StalenessPolicy> policy,
    long cacheMs,
    int logEntriesMost,
    long logBytesMost,
    KeyState.Limit siblings,
    BooleanSupplier repairs,
    BooleanSupplier exchanges) {

  /** The port when none is given. */
  static final int PORT = 5002;

  static ApConfig of(Configuration all, Features features, CommonConfig common) {
    return new ApConfig(
        common,
        () -> features.get(Settings.STALENESS_POLICY),
        all.get(Settings.AP_CACHE_MS),
        all.get(Settings.AP_LOG_CAP),
        all.get(Settings.AP_LOG_CAP_BYTES),
        new KeyState.Limit(
            all.get(Settings.AP_SIBLINGS_MAX), all.get(Settings.AP_SIBLINGS_MAX_BYTES)),
        () -> features.get(Flags.READ_REPAIR),
        () -> features.get(Flags.DIGEST_EXCHANGE));
  }
}
