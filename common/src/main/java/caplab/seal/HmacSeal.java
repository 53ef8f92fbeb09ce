package caplab.seal;

import caplab.protocol.Seal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A seal by HMAC-SHA-256 (RFC 2104) and digests by SHA-256, both cut to 128 bits. */
public final class HmacSeal implements Seal {

  private static final int BYTES = 16;

  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

  /** Only ever cloned: to look an algorithm up costs more than to use it. */
  private static final MessageDigest SHA = sha();

  private final List<KeyedHash> secrets;

  private final Remembered seals = new Remembered(this::sealed);
  private final Remembered digests = new Remembered(HmacSeal::digested);

  /**
   * @param secret signs and verifies
   * @param previous verify only, while secrets are rotated
   */
  public HmacSeal(String secret, Optional<String> previous) {
    secrets = Stream.concat(Stream.of(secret), previous.stream()).map(KeyedHash::new).toList();
  }

  @Override
  public String seal(String text) {
    return seals.of(text);
  }

  private String sealed(String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    byte[] sealed = Arrays.copyOf(secrets.getFirst().of(body), BYTES + body.length);
    System.arraycopy(body, 0, sealed, BYTES, body.length);
    return text(sealed);
  }

  @Override
  public Optional<String> open(String sealed) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(sealed);
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
    if (bytes.length <= BYTES) {
      return Optional.empty();
    }
    byte[] signature = Arrays.copyOf(bytes, BYTES);
    byte[] body = Arrays.copyOfRange(bytes, BYTES, bytes.length);
    boolean ours =
        secrets.stream()
            .map(secret -> Arrays.copyOf(secret.of(body), BYTES))
            .anyMatch(right -> MessageDigest.isEqual(right, signature));
    return ours ? Optional.of(new String(body, StandardCharsets.UTF_8)) : Optional.empty();
  }

  @Override
  public String digest(String text) {
    return digests.of(text);
  }

  private static String digested(String text) {
    try {
      MessageDigest sha = (MessageDigest) SHA.clone();
      return text(Arrays.copyOf(sha.digest(text.getBytes(StandardCharsets.UTF_8)), BYTES));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("every JDK's SHA-256 can be cloned", e);
    }
  }

  private static MessageDigest sha() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String text(byte[] bytes) {
    return TEXT.encodeToString(bytes);
  }
}
