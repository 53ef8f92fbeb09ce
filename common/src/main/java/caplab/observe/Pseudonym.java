package caplab.observe;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names keys, users and addresses in logs: by a keyed hash, so that lines about the same one can be
 * matched and nobody without SECRET_KEY can tell which one; or plainly if told so.
 */
public final class Pseudonym {

  private static final int BYTES = 8;

  private final SecretKeySpec key;
  private final boolean plain;

  public Pseudonym(String secret, boolean plain) {
    // A key of its own: what is logged must not help to forge what is signed with the secret.
    this.key = new SecretKeySpec(("log:" + secret).getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    this.plain = plain;
  }

  /** Sixteen hexadecimal digits for a text, or the text. */
  public String of(String text) {
    if (plain) {
      return text;
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      byte[] hash = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(Arrays.copyOf(hash, BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
