package caplab.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import nl.altindag.ssl.pem.util.PemUtils;

/**
 * Certificates and keys as text (RFC 7468), and what must hold of them. Every refusal completes the
 * sentence "the file ..." and quotes nothing of a key.
 */
public final class Pem {

  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");

  private Pem() {}

  /**
   * A certificate and those that lead to its issuer, its own first.
   *
   * @throws IllegalArgumentException if there is none, one that is not valid now, or one that the
   *     next did not issue
   */
  public static List<X509Certificate> chain(String text) {
    List<X509Certificate> chain = certificates(text);
    chain.forEach(Pem::check);
    for (int i = 1; i < chain.size(); i++) {
      if (!issued(chain.get(i), chain.get(i - 1))) {
        throw new IllegalArgumentException(
            "holds certificates that are no chain: each must be issued by the next");
      }
    }
    return chain;
  }

  /**
   * Issuers that are trusted; expired ones may stand beside one that is valid.
   *
   * @throws IllegalArgumentException if there is none that is valid now
   */
  public static List<X509Certificate> authorities(String text) {
    List<X509Certificate> all = certificates(text);
    if (all.stream().noneMatch(Pem::valid)) {
      check(all.getFirst());
    }
    return all;
  }

  /**
   * A private key: PKCS#8, PKCS#1 or SEC 1.
   *
   * @throws IllegalArgumentException if there is none, or one that needs a passphrase
   */
  public static PrivateKey key(String text) {
    try {
      return PemUtils.parsePrivateKey(text);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("holds no private key in PEM without a passphrase");
    }
  }

  /** Whether what the one signs the other verifies. */
  static boolean belongs(PrivateKey key, PublicKey certified) {
    String algorithm = SIGNATURES.getOrDefault(key.getAlgorithm(), key.getAlgorithm());
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(certified.getEncoded());
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(certified.getEncoded());
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // of another kind
    }
  }

  private static List<X509Certificate> certificates(String text) {
    List<X509Certificate> found;
    try {
      found = PemUtils.parseCertificate(text);
    } catch (RuntimeException e) {
      found = List.of();
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException("holds no certificate in PEM");
    }
    return found;
  }

  private static boolean issued(X509Certificate issuer, X509Certificate certificate) {
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static boolean valid(X509Certificate certificate) {
    try {
      certificate.checkValidity();
      return true;
    } catch (CertificateException e) {
      return false;
    }
  }

  private static void check(X509Certificate certificate) {
    if (!valid(certificate)) {
      throw new IllegalArgumentException(
          "holds a certificate that is valid from %s to %s only: %s"
              .formatted(
                  certificate.getNotBefore().toInstant(),
                  certificate.getNotAfter().toInstant(),
                  certificate.getSubjectX500Principal()));
    }
  }
}
