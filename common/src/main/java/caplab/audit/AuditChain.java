package caplab.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonWriteFeature;
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
  private static final byte[] BEFORE_HASH = ",\"hash\":\"".getBytes(UTF_8);
  private static final byte[] AFTER_HASH = "\"}".getBytes(UTF_8);
  private static final int END_LENGTH = BEFORE_HASH.length + HASH_LENGTH + AFTER_HASH.length;

  /** ASCII alone: nothing that a terminal or a reader of lines takes for more than a letter. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              tools.jackson.core.json.JsonFactory.builder()
                  .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                  .build())
          .build();

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

  /** Only ever cloned: to look an algorithm up costs more than to use it. */
  private final Mac keyed;

  /**
   * @param key AUDIT_KEY, 32 bytes or more
   */
  public AuditChain(String key) {
    try {
      keyed = Mac.getInstance("HmacSHA256");
      keyed.init(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /** The line that comes after this head. */
  Written after(Head before, Map<String, Object> members) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("n", before.lines() + 1);
    all.put("prev", before.hash());
    all.putAll(members);
    byte[] json = MAPPER.writeValueAsBytes(all);
    byte[] hashed = Arrays.copyOf(json, json.length - 1); // the brace comes after the hash
    String hash = hash(hashed);
    byte[] line = Arrays.copyOf(hashed, hashed.length + END_LENGTH + 1);
    byte[] end =
        (new String(BEFORE_HASH, UTF_8) + hash + new String(AFTER_HASH, UTF_8) + "\n")
            .getBytes(UTF_8);
    System.arraycopy(end, 0, line, hashed.length, end.length);
    return new Written(line, new Head(before.lines() + 1, hash));
  }

  /**
   * @param line without its newline
   * @return empty if it is no whole line that was written with this key
   */
  Optional<Found> read(byte[] line) {
    int hashed = line.length - END_LENGTH;
    if (hashed <= 0
        || !has(line, hashed, BEFORE_HASH)
        || !has(line, line.length - AFTER_HASH.length, AFTER_HASH)) {
      return Optional.empty();
    }
    String said = new String(line, hashed + BEFORE_HASH.length, HASH_LENGTH, UTF_8);
    String hash = hash(Arrays.copyOf(line, hashed));
    if (!MessageDigest.isEqual(hash.getBytes(UTF_8), said.getBytes(UTF_8))) {
      return Optional.empty();
    }
    try {
      JsonNode members = MAPPER.readTree(line);
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

  private static boolean has(byte[] bytes, int at, byte[] part) {
    return Arrays.equals(bytes, at, at + part.length, part, 0, part.length);
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
    try {
      return HexFormat.of().formatHex(((Mac) keyed.clone()).doFinal(bytes));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("every JDK's HmacSHA256 can be cloned", e);
    }
  }
}
