package caplab.cp.core;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signed id of an operation whose outcome stayed unknown: all that settling it needs (CP-7).
 *
 * @param register that it changes
 * @param operation its id in the register's history
 * @param first the register's version at or before its first proposal
 */
public record OperationToken(String register, String operation, long first) {

  private static final int SIGNATURE_BYTES = 16;

  /** The id as a client sees it: letters, digits, dashes, underscores and one dot. */
  public String signed(byte[] secret) {
    byte[] body = (operation + ' ' + first + ' ' + register).getBytes(StandardCharsets.UTF_8);
    return text(body) + '.' + text(signature(body, secret));
  }

  /**
   * Reads {@link #signed}.
   *
   * @param secrets the present one and, during a rotation, the one before
   * @return empty if nobody who knows one of them signed it
   */
  public static Optional<OperationToken> read(String signed, List<byte[]> secrets) {
    String[] parts = signed.split("\\.", -1);
    if (parts.length != 2) {
      return Optional.empty();
    }
    try {
      byte[] body = Base64.getUrlDecoder().decode(parts[0]);
      byte[] signature = Base64.getUrlDecoder().decode(parts[1]);
      boolean ours =
          secrets.stream()
              .anyMatch(secret -> MessageDigest.isEqual(signature, signature(body, secret)));
      return ours ? Optional.of(parse(body)) : Optional.empty();
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  private static OperationToken parse(byte[] body) {
    String[] fields = new String(body, StandardCharsets.UTF_8).split(" ", 3);
    return new OperationToken(fields[2], fields[0], Long.parseLong(fields[1]));
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] signature(byte[] body, byte[] secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      mac.update("cp-op ".getBytes(StandardCharsets.US_ASCII));
      return java.util.Arrays.copyOf(mac.doFinal(body), SIGNATURE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
