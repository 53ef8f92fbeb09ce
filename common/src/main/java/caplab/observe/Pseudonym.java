package caplab.observe;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names keys, users and addresses in logs: by a keyed hash, so that lines about the same one can be
 * matched and nobody without SECRET_KEY can tell which one; or plainly if told so.
 */
public final class Pseudonym {

  private static final int BYTES = 8;

  /** Only ever cloned: to look an algorithm up costs more than to use it. */
  private final Mac keyed;

  private final boolean plain;

  public Pseudonym(String secret, boolean plain) {
    // A key of its own: what is logged must not help to forge what is signed with the secret.
    this.plain = plain;
    byte[] key = ("log:" + secret).getBytes(StandardCharsets.UTF_8);
    try {
      keyed = Mac.getInstance("HmacSHA256");
      keyed.init(new SecretKeySpec(key, "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /** Sixteen hexadecimal digits for a text, or the text. */
  public String of(String text) {
    if (plain) {
      return text;
    }
    try {
      byte[] hash = ((Mac) keyed.clone()).doFinal(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, BYTES);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("every JDK's HmacSHA256 can be cloned", e);
    }
  }
}
