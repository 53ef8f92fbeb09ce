package caplab.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import java.util.function.UnaryOperator;

/**
 * Names keys, users and addresses in logs: by a keyed hash, so that lines about the same one can be
 * matched and nobody without SECRET_KEY can tell which one; or plainly if told so.
 */
public final class Pseudonym {

  private static final int BYTES = 8;

  private final UnaryOperator<String> name;

  public Pseudonym(String secret, boolean plain) {
    // A key of its own: what is logged must not help to forge what is signed with the secret.
    KeyedHash hash = new KeyedHash("log:" + secret);
    name =
        plain
            ? UnaryOperator.identity()
            : new Remembered(
                    text -> HexFormat.of().formatHex(hash.of(text.getBytes(UTF_8)), 0, BYTES))
                ::of;
  }

  /** Sixteen hexadecimal digits for a text, or the text. */
  public String of(String text) {
    return name.apply(text);
  }
}
