package caplab.node;

import java.util.Map;

/**
 * What a server said of its memory and of its log on disk when last asked, by {@code INFO}. {@code
 * NaN} stands for what it did not say.
 *
 * @param memoryUsedBytes what its data and buffers take
 * @param memoryMaxBytes past which it refuses writes; 0 means no limit
 * @param logEnabled 1 if every write goes to the append-only file, else 0
 * @param logWritten 1 if the last write to that file succeeded, else 0
 * @param logBytes size of that file
 */
public record Vitals(
    double memoryUsedBytes,
    double memoryMaxBytes,
    double logEnabled,
    double logWritten,
    double logBytes) {

  /** Of a node that was not asked yet, or cannot be asked now. */
  public static final Vitals UNKNOWN =
      new Vitals(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  /**
   * @param facts the lines of INFO, by name
   */
  static Vitals of(Map<String, String> facts) {
    return new Vitals(
        number(facts, "used_memory"),
        number(facts, "maxmemory"),
        number(facts, "aof_enabled"),
        written(facts.get("aof_last_write_status")),
        number(facts, "aof_current_size"));
  }

  private static double written(String status) {
    return status == null ? Double.NaN : status.equals("ok") ? 1 : 0;
  }

  private static double number(Map<String, String> facts, String name) {
    try {
      return Double.parseDouble(facts.getOrDefault(name, "NaN"));
    } catch (NumberFormatException e) {
      return Double.NaN; // what answers need not be a Redis
    }
  }
}
