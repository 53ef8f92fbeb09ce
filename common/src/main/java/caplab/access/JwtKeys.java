package caplab.access;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.text.ParseException;

/** Reads a JWKS file (RFC 7517) of public keys: RSA for RS256, P-256 for ES256. */
public final class JwtKeys {

  private static final int RSA_BITS_LEAST = 2_048;

  private JwtKeys() {}

  /**
   * @throws IllegalArgumentException if it is no JWKS, has no key, or one that is of no use here; a
   *     private or symmetric key is refused, as it has no business in a file of public ones
   */
  public static JWKSet parse(String text) {
    JWKSet keys;
    try {
      keys = JWKSet.parse(text);
    } catch (ParseException | RuntimeException e) {
      throw new IllegalArgumentException("is no JWKS");
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("has no key");
    }
    int number = 0;
    for (JWK key : keys.getKeys()) {
      number++;
      if (!usable(key)) {
        throw new IllegalArgumentException(
            "has a key, number "
                + number
                + ", that is no public key for RS256 (RSA of 2048 bits or"
                + " more) or ES256 (P-256)");
      }
    }
    return keys;
  }

  private static boolean usable(JWK key) {
    boolean fits =
        key instanceof RSAKey rsa
            ? rsa.size() >= RSA_BITS_LEAST
            : key instanceof ECKey curve && curve.getCurve().equals(Curve.P_256);
    return fits && !key.isPrivate();
  }
}
