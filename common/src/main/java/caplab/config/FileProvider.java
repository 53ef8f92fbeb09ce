package caplab.config;

import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.FeatureProvider;
import dev.openfeature.sdk.Metadata;
import dev.openfeature.sdk.ProviderEvaluation;
import dev.openfeature.sdk.Reason;
import dev.openfeature.sdk.Value;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The flags of files, as OpenFeature asks a provider for them; alike for everybody. */
final class FileProvider implements FeatureProvider {

  private volatile Map<String, Object> values = Map.of();

  /** What a flag is called there. */
  static String key(Setting<?> flag) {
    return flag.name().toLowerCase(Locale.ROOT);
  }

  /**
   * These are the flags from now on.
   *
   * @param flags by the names of their settings
   */
  void take(Map<String, FlagFile.Given> flags) {
    Map<String, Object> taken = new TreeMap<>();
    flags.forEach((name, given) -> taken.put(name.toLowerCase(Locale.ROOT), plain(given.value())));
    values = taken;
  }

  /** OpenFeature knows truth values, numbers and text. */
  static Object plain(Object value) {
    return value instanceof Enum<?> word ? word.name().toLowerCase(Locale.ROOT) : value;
  }

  @Override
  public Metadata getMetadata() {
    return () -> "file";
  }

  @Override
  public ProviderEvaluation<Boolean> getBooleanEvaluation(
      String key, Boolean otherwise, EvaluationContext context) {
    return evaluation(key, otherwise, Boolean.class);
  }

  @Override
  public ProviderEvaluation<String> getStringEvaluation(
      String key, String otherwise, EvaluationContext context) {
    return evaluation(key, otherwise, String.class);
  }

  @Override
  public ProviderEvaluation<Integer> getIntegerEvaluation(
      String key, Integer otherwise, EvaluationContext context) {
    return evaluation(key, otherwise, Integer.class);
  }

  @Override
  public ProviderEvaluation<Double> getDoubleEvaluation(
      String key, Double otherwise, EvaluationContext context) {
    return evaluation(key, otherwise, Double.class);
  }

  @Override
  public ProviderEvaluation<Value> getObjectEvaluation(
      String key, Value otherwise, EvaluationContext context) {
    return evaluation(key, otherwise, Value.class);
  }

  private <T> ProviderEvaluation<T> evaluation(String key, T otherwise, Class<T> type) {
    Object value = values.get(key);
    return type.isInstance(value)
        ? new ProviderEvaluation<>(type.cast(value), null, Reason.STATIC.name(), null, null, null)
        : new ProviderEvaluation<>(otherwise, null, Reason.DEFAULT.name(), null, null, null);
  }
}
