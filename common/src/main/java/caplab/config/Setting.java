package caplab.config;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One row of the table of settings.
 *
 * @param name of the environment variable, and of the key in {@code config.yaml}
 * @param unit of the value, empty if it has none
 * @param fallback the text used when nothing is given, empty if the default depends on the place
 * @param shown the default as {@code docs/configuration.md} shows it
 * @param why what it is for
 * @param masked how a value may be shown in a log
 * @param reader from text to value
 * @param <T> what it is read as
 */
public record Setting<T>(
    String name,
    String unit,
    Optional<String> fallback,
    String shown,
    String why,
    UnaryOperator<String> masked,
    Reader<T> reader) {

  /** From the text of a setting to its value. */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * @throws IllegalArgumentException whose message completes the sentence "NAME ..."
     */
    T read(String text);
  }

  static <T> Setting<T> of(
      String name, String unit, String fallback, String why, Reader<T> reader) {
    return new Setting<>(
        name, unit, Optional.of(fallback), fallback, why, UnaryOperator.identity(), reader);
  }

  /** A setting whose default is decided at start, described by {@code shown}. */
  static <T> Setting<T> open(String name, String unit, String shown, String why, Reader<T> reader) {
    return new Setting<>(
        name, unit, Optional.empty(), shown, why, UnaryOperator.identity(), reader);
  }

  Setting<T> maskedBy(UnaryOperator<String> mask) {
    return new Setting<>(name, unit, fallback, shown, why, mask, reader);
  }
}
