package caplab.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A token as it is kept: by its hash, so that whoever reads the file can use none of them. A token
 * is 256 bits of chance, which no stretching and no salt would make harder to guess.
 *
 * @param hash SHA-256 of the token in UTF-8, 64 hexadecimal digits in lower case
 * @param expires from when on it is not valid; empty for never
 */
public record ApiToken(String hash, Role role, String name, Optional<Instant> expires) {

  /** What every token begins with, so that scanners of logs and repositories find those leaked. */
  public static final String PREFIX = "cap_";

  private static final int BYTES = 32;
  private static final String NEVER = "never";
  private static final Pattern HASH = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /** A new token and what is kept of it; the token itself is nowhere else. */
  public record Made(String token, ApiToken kept) {}

  /**
   * @param name empty for one made of role and hash
   * @throws IllegalArgumentException if the name is not 1 to 64 of letters, digits, {@code . _ -}
   */
  public static Made make(
      SecureRandom random, Role role, Optional<String> name, Optional<Instant> expires) {
    byte[] secret = new byte[BYTES];
    random.nextBytes(secret);
    String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    String hash = HexFormat.of().formatHex(hash(token));
    String named = name.orElseGet(() -> role + "-" + hash.substring(0, 8));
    if (!NAME.matcher(named).matches()) {
      throw new IllegalArgumentException(
          "a name is 1 to 64 letters, digits, dots, dashes and underscores");
    }
    return new Made(token, new ApiToken(hash, role, named, expires));
  }

  /**
   * Reads {@code sha256:HASH ROLE NAME EXPIRES}.
   *
   * @throws IllegalArgumentException saying what is wrong; never quotes the line, as it may be a
   *     token put where its hash belongs
   */
  static ApiToken parse(String line) {
    String[] parts = line.strip().split("\\s+");
    if (parts.length != 4) {
      throw new IllegalArgumentException("is not: sha256:HASH ROLE NAME EXPIRES");
    }
    if (!HASH.matcher(parts[0]).matches()) {
      throw new IllegalArgumentException("does not begin with sha256: and 64 hexadecimal digits");
    }
    Role role =
        Role.named(parts[1])
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "has a role that is none of reader, writer, operator, metrics"));
    if (!NAME.matcher(parts[2]).matches()) {
      throw new IllegalArgumentException("has a name of other than letters, digits, . _ -");
    }
    return new ApiToken(parts[0].substring("sha256:".length()), role, parts[2], time(parts[3]));
  }

  private static Optional<Instant> time(String text) {
    try {
      return text.equals(NEVER) ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeException noTime) {
      throw new IllegalArgumentException(
          "expires neither never nor at a time as 2030-01-31T00:00:00Z");
    }
  }

  /** As {@link #parse} reads it. */
  public String line() {
    String end = expires.map(Instant::toString).orElse(NEVER);
    return "sha256:" + hash + " " + role + " " + name + " " + end;
  }

  static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
