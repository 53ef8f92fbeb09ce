package caplab.start;

import caplab.protocol.Seal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A seal by HMAC-SHA-256 (RFC 2104) and digests by SHA-256, both cut to 128 bits. */
public final class HmacSeal implements Seal {

  private static final int BYTES = 16;

  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

  /** Only ever cloned: to look an algorithm up costs more than to use it. */
  private static final MessageDigest SHA = sha();

  /** Only ever cloned, likewise. */
  private final List<Mac> secrets;

  private final Remembered seals = new Remembered(this::sealed);
  private final Remembered digests = new Remembered(HmacSeal::digested);

  /**
   * @param secret signs and verifies
   * @param previous verify only, while secrets are rotated
   */
  public HmacSeal(String secret, Optional<String> previous) {
    secrets = Stream.concat(Stream.of(secret), previous.stream()).map(HmacSeal::keyed).toList();
  }

  @Override
  public String seal(String text) {
    return seals.of(text);
  }

  private String sealed(String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    byte[] sealed = Arrays.copyOf(hash(secrets.getFirst(), body), BYTES + body.length);
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
            .map(secret -> Arrays.copyOf(hash(secret, body), BYTES))
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

  private static Mac keyed(String secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static byte[] hash(Mac secret, byte[] body) {
    try {
      return ((Mac) secret.clone()).doFinal(body);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("every JDK's HmacSHA256 can be cloned", e);
    }
  }
}
