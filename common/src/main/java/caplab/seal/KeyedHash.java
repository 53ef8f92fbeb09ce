package caplab.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 (RFC 2104) by one key. Safe for any number of threads. */
public final class KeyedHash {

  private static final String NAME = "HmacSHA256";

  /** Only ever cloned: to look an algorithm up costs more than to use it. */
  private final Mac keyed;

  public KeyedHash(String key) {
    try {
      keyed = Mac.getInstance(NAME);
      keyed.init(new SecretKeySpec(key.getBytes(UTF_8), NAME));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + NAME, e);
    }
  }

  /** 32 bytes that nobody makes without the key. */
  public byte[] of(byte[] bytes) {
    try {
      return ((Mac) keyed.clone()).doFinal(bytes);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("every JDK's " + NAME + " can be cloned", e);
    }
  }
}
