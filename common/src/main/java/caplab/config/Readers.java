package caplab.config;

import caplab.config.Setting.Reader;
import caplab.node.NodeAddress;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** How texts of settings become values; every refusal says what would be accepted. */
final class Readers {

  private static final int NODES_MAX = 7;

  private Readers() {}

  static Reader<Integer> integer(int least, int most) {
    return text -> Math.toIntExact(number(text, least, most));
  }

  static Reader<Long> whole(long least, long most) {
    return text -> number(text, least, most);
  }

  /** Seconds with decimals. */
  static Reader<Duration> seconds(String least, String most) {
    return text -> {
      BigDecimal seconds = decimal(text);
      if (seconds.compareTo(new BigDecimal(least)) < 0
          || seconds.compareTo(new BigDecimal(most)) > 0) {
        throw new IllegalArgumentException(
            "must be " + least + " to " + most + " seconds, not " + text);
      }
      return Duration.ofMillis(seconds.movePointRight(3).longValue());
    };
  }

  static Reader<Double> percent() {
    return text -> {
      double percent =
          decimal(text.endsWith("%") ? text.substring(0, text.length() - 1) : text).doubleValue();
      if (percent < 1 || percent > 100) {
        throw new IllegalArgumentException("must be 1 to 100 percent, not " + text);
      }
      return percent;
    };
  }

  static Reader<Boolean> flag() {
    return text ->
        switch (text.toLowerCase(Locale.ROOT)) {
          case "true" -> true;
          case "false" -> false;
          default -> throw new IllegalArgumentException("must be true or false, not " + text);
        };
  }

  static <E extends Enum<E>> Reader<E> oneOf(Class<E> type) {
    return text -> {
      for (E constant : type.getEnumConstants()) {
        if (constant.name().equalsIgnoreCase(text)) {
          return constant;
        }
      }
      throw new IllegalArgumentException(
          "must be one of "
              + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT)
              + ", not "
              + text);
    };
  }

  static Reader<List<AddressRange>> ranges() {
    return text ->
        Arrays.stream(text.split(","))
            .map(String::strip)
            .filter(entry -> !entry.isEmpty())
            .map(AddressRange::parse)
            .toList();
  }

  /** Origins as browsers write them (RFC 6454): in lower case, without the scheme's own port. */
  static Reader<List<String>> origins() {
    return text ->
        Arrays.stream(text.split(","))
            .map(String::strip)
            .filter(entry -> !entry.isEmpty())
            .map(Readers::origin)
            .toList();
  }

  private static String origin(String text) {
    String origin = text.toLowerCase(Locale.ROOT);
    if (!origin.matches("[a-z][a-z0-9+.-]*://(\\[[0-9a-f:.]+]|[a-z0-9._-]+)(:[0-9]{1,5})?")) {
      throw new IllegalArgumentException(
          "must name origins such as https://app.example, not " + text);
    }
    return origin.replaceFirst("^(https://.*):443$", "$1").replaceFirst("^(http://.*):80$", "$1");
  }

  static Reader<List<NodeAddress>> nodes() {
    return text -> {
      List<NodeAddress> nodes = NodeAddress.parseAll(text);
      if (nodes.size() > NODES_MAX) {
        throw new IllegalArgumentException("has " + nodes.size() + " nodes; 1 to " + NODES_MAX);
      }
      return nodes;
    };
  }

  /** {@code REDIS_NODES} as it may be shown. */
  static String withoutPasswords(String nodes) {
    return nodes.replaceAll("(//[^:@,/]*):[^@,]*@", "$1:***@");
  }

  static Reader<String> secret(int bytesLeast) {
    return text -> {
      if (text.getBytes(StandardCharsets.UTF_8).length < bytesLeast) {
        throw new IllegalArgumentException("must have at least " + bytesLeast + " bytes");
      }
      return text;
    };
  }

  /**
   * A text that must be understood once it is prepared.
   *
   * @param parser throws {@link IllegalArgumentException} with what is wrong
   */
  static Reader<String> valid(UnaryOperator<String> prepared, Consumer<String> parser) {
    return text -> {
      String ready = prepared.apply(text);
      try {
        parser.accept(ready);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("is wrong: " + e.getMessage());
      }
      return ready;
    };
  }

  static Reader<Path> path() {
    return text -> {
      try {
        return Path.of(text);
      } catch (InvalidPathException e) {
        throw new IllegalArgumentException("names no file: " + e.getReason());
      }
    };
  }

  /**
   * A file that can be read and understood now.
   *
   * @param parser throws {@link IllegalArgumentException} with what is wrong
   */
  static Reader<Path> file(Consumer<String> parser) {
    return text -> {
      try {
        parser.accept(Files.readString(Path.of(text)));
        return Path.of(text);
      } catch (IOException | InvalidPathException e) {
        throw new IllegalArgumentException("names " + text + ", which cannot be read");
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("names " + text + ": " + e.getMessage());
      }
    };
  }

  private static long number(String text, long least, long most) {
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, with what would be accepted.
    }
    throw new IllegalArgumentException(
        "must be a whole number from " + least + " to " + most + ", not " + text);
  }

  private static BigDecimal decimal(String text) {
    // The length is limited because a short text like 1e999999999 is a very long number.
    if (!text.matches("[0-9]{1,12}(\\.[0-9]{1,12})?")) {
      throw new IllegalArgumentException("must be a number such as 1.5, not " + text);
    }
    return new BigDecimal(text);
  }
}
