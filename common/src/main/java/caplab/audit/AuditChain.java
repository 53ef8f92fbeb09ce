package caplab.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import caplab.json.Json;
import caplab.seal.KeyedHash;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How the lines of an audit look and hang together: one JSON object a line, in ASCII, whose first
 * members are its number {@code n} and {@code prev}, the hash of the line before, and whose last is
 * its own {@code hash}: HMAC-SHA-256 (RFC 2104) by AUDIT_KEY over all of its bytes before that
 * member. So no line can be made, changed or moved without the key. Safe for several threads.
 */
public final class AuditChain {

  private static final String NOTHING = "0".repeat(64);
  private static final int HASH_LENGTH = 64;
  private static final String BEFORE_HASH = ",\"hash\":\"";
  private static final String AFTER_HASH = "\"}";
  private static final int END_LENGTH = BEFORE_HASH.length() + HASH_LENGTH + AFTER_HASH.length();
  private static final int USUAL_LENGTH = 1024;

  /**
   * As far as a chain has come.
   *
   * @param lines how many there are; the number of the last
   * @param hash of the last, 64 hexadecimal digits; zeros before the first
   */
  public record Head(long lines, String hash) {

    static final Head NONE = new Head(0, NOTHING);
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,18}):([0-9a-f]{64})");

    /** Reads what {@link #toString} writes; empty if it is something else. */
    public static Optional<Head> parse(String text) {
      Matcher parts = TEXT.matcher(text);
      return parts.matches()
          ? Optional.of(new Head(Long.parseLong(parts.group(1)), parts.group(2)))
          : Optional.empty();
    }

    @Override
    public String toString() {
      return lines + ":" + hash;
    }
  }

  /** A line with its newline, and the head that it makes. */
  record Written(byte[] bytes, Head head) {}

  /**
   * A line that was written with this key.
   *
   * @param torn the SHA-256 of a piece of a line that a crash left before this one; empty for none
   */
  record Found(Head head, String prev, String torn) {

    boolean follows(Found before) {
      return prev.equals(before.head().hash());
    }
  }

  private final KeyedHash keyed;

  /**
   * @param key AUDIT_KEY, 32 bytes or more
   */
  public AuditChain(String key) {
    keyed = new KeyedHash(key);
  }

  /** What a line says: names and values, in order. */
  interface Members {
    void each(BiConsumer<String, Object> member);
  }

  /** The line that comes after this head. */
  Written after(Head before, Members members) {
    StringBuilder line = new StringBuilder(USUAL_LENGTH);
    line.append("{\"n\":").append(before.lines() + 1);
    line.append(",\"prev\":\"").append(before.hash()).append('"');
    members.each((name, value) -> {
      line.append(',');
      Json.ASCII.write(name, line);
      line.append(':');
      Json.ASCII.write(value, line);
    });
    String hash = hash(line.toString().getBytes(US_ASCII));
    line.append(BEFORE_HASH).append(hash).append(AFTER_HASH).append('\n');
    return new Written(line.toString().getBytes(US_ASCII), new Head(before.lines() + 1, hash));
  }

  /**
   * @param line without its newline
   * @return empty if it is no whole line that was written with this key
   */
  Optional<Found> read(byte[] line) {
    int hashed = line.length - END_LENGTH;
    if (hashed <= 0
        || !has(line, hashed, BEFORE_HASH)
        || !has(line, line.length - AFTER_HASH.length(), AFTER_HASH)) {
      return Optional.empty();
    }
    String said = new String(line, hashed + BEFORE_HASH.length(), HASH_LENGTH, UTF_8);
    String hash = hash(Arrays.copyOf(line, hashed));
    if (!MessageDigest.isEqual(hash.getBytes(UTF_8), said.getBytes(UTF_8))) {
      return Optional.empty();
    }
    try {
      JsonNode members = JsonMapper.shared().readTree(line);
      OptionalLong number = members.path("n").asLongOpt();
      return number.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Found(
                  new Head(number.getAsLong(), hash),
                  members.path("prev").asString(""),
                  members.path("torn_sha256").asString("")));
    } catch (JacksonException noJson) {
      return Optional.empty();
    }
  }

  private static boolean has(byte[] bytes, int at, String part) {
    return Arrays.equals(bytes, at, at + part.length(), part.getBytes(UTF_8), 0, part.length());
  }

  /** Without a key: with one, a forger's piece of a line would be signed for him. */
  static String digest(byte[] piece) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(piece));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private String hash(byte[] bytes) {
    return HexFormat.of().formatHex(keyed.of(bytes));
  }
}
