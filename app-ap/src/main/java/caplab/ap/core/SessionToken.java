package caplab.ap.core;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a client carries for us, signed: its session, a vector of as many positions as there are
 * nodes (AP-9), and the context of a value read. A context is bound to its key (AP-2): positions
 * are node-wide, so under another key it would supersede siblings that the client never saw. Safe
 * for any number of threads.
 */
public final class SessionToken {

  private static final int SIGNATURE_BYTES = 16;
  private static final String LINE = "\n";

  private final List<byte[]> secrets;

  /**
   * A signed context, opened.
   *
   * @param vector what the client has read of the key
   * @param ids ids of the values it read, and of those that these superseded
   */
  public record Context(VersionVector vector, SortedSet<String> ids) {}

  /**
   * @param secret signs and verifies
   * @param previous verify only, while secrets are rotated
   */
  public SessionToken(byte[] secret, Collection<byte[]> previous) {
    List<byte[]> all = new ArrayList<>(List.of(secret.clone()));
    previous.forEach(old -> all.add(old.clone()));
    secrets = List.copyOf(all);
  }

  /** A session as text for a cookie or header. */
  public String session(VersionVector token) {
    return sign("s" + LINE + Codec.text(token));
  }

  /** The session of a text; empty if it is none of ours, which counts as no session. */
  public Optional<VersionVector> session(String text) {
    return open(text).flatMap(payload -> fields(payload, "s", 1)).map(f -> Codec.vector(f.get(0)));
  }

  /** The context of what was read of a key, as text. */
  public String context(String key, KeyState state) {
    return context(key, state.context(), state.known());
  }

  /** A context of a key as text, for the answer to a write; of the ids the newest are carried. */
  public String context(String key, VersionVector vector, Collection<String> ids) {
    return sign(String.join(LINE, "c", digest(key), Codec.text(vector), Codec.text(newest(ids))));
  }

  /** The context of a text; empty if it is none of ours or another key's. */
  public Optional<Context> context(String key, String text) {
    return open(text)
        .flatMap(payload -> fields(payload, "c", 3))
        .filter(fields -> fields.get(0).equals(digest(key)))
        .map(fields -> new Context(Codec.vector(fields.get(1)), Codec.names(fields.get(2))));
  }

  private static SortedSet<String> newest(Collection<String> ids) {
    SortedSet<String> newest = new TreeSet<>(ids);
    while (newest.size() > WriteId.CARRIED_MOST) {
      newest.removeFirst();
    }
    return newest;
  }

  private static Optional<List<String>> fields(String payload, String kind, int count) {
    List<String> fields = Arrays.asList(payload.split(LINE, -1));
    return fields.size() == count + 1 && fields.getFirst().equals(kind)
        ? Optional.of(fields.subList(1, fields.size()))
        : Optional.empty();
  }

  private String sign(String payload) {
    byte[] body = payload.getBytes(StandardCharsets.UTF_8);
    byte[] signed = Arrays.copyOf(mac(secrets.getFirst(), body), SIGNATURE_BYTES + body.length);
    System.arraycopy(body, 0, signed, SIGNATURE_BYTES, body.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(signed);
  }

  private Optional<String> open(String text) {
    byte[] signed;
    try {
      signed = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
    if (signed.length <= SIGNATURE_BYTES) {
      return Optional.empty();
    }
    byte[] signature = Arrays.copyOf(signed, SIGNATURE_BYTES);
    byte[] body = Arrays.copyOfRange(signed, SIGNATURE_BYTES, signed.length);
    boolean ours =
        secrets.stream().anyMatch(secret -> MessageDigest.isEqual(mac(secret, body), signature));
    return ours ? Optional.of(new String(body, StandardCharsets.UTF_8)) : Optional.empty();
  }

  private static byte[] mac(byte[] secret, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return Arrays.copyOf(mac.doFinal(body), SIGNATURE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static String digest(String key) {
    try {
      byte[] sha =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(sha, 16));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
