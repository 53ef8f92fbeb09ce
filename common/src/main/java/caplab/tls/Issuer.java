package caplab.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import nl.altindag.ssl.SSLFactory;
import nl.altindag.ssl.pem.util.PemUtils;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Issues certificates (RFC 5280) to what runs on one machine, for a cluster that locks itself and
 * for tests; all in PEM (RFC 7468). Its own key is in memory alone, so nobody issues another later.
 */
public final class Issuer {

  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration YEAR = Duration.ofDays(365);

  private final X500Name name;
  private final KeyPair keys = keys();
  private final String certificate;

  /**
   * A certificate and its key as files.
   *
   * @param chain of one
   */
  public record Identity(String chain, String key) {

    /**
     * Writes both, the certificate first; {@code name.crt} and {@code name.key}.
     *
     * @throws IOException if they cannot be written
     */
    public TlsFiles write(Path folder, String name) throws IOException {
      return new TlsFiles(
          Optional.of(Files.writeString(folder.resolve(name + ".crt"), chain)),
          Optional.of(Files.writeString(folder.resolve(name + ".key"), key)),
          Optional.empty());
    }
  }

  /** One that is made now, with a key of its own. */
  public Issuer(String name) {
    this.name = new X500Name("CN=" + name);
    this.certificate =
        certificate(this.name, keys.getPublic(), new BasicConstraints(true), inAYear(), name);
  }

  /** Its own, by which others know those that it issued. */
  public String certificate() {
    return certificate;
  }

  /** For a server of these names or addresses (IPv4), or for a client; valid for a year. */
  public Identity issue(String... names) {
    return issue(inAYear(), names);
  }

  /** The same, expired for a day. */
  public Identity issueExpired(String... names) {
    return issue(Instant.now().minus(DAY), names);
  }

  private static Instant inAYear() {
    return Instant.now().plus(YEAR);
  }

  private Identity issue(Instant until, String... names) {
    KeyPair own = keys();
    X500Name subject = new X500Name("CN=" + names[0]);
    return new Identity(
        certificate(subject, own.getPublic(), new BasicConstraints(false), until, names),
        key(own.getPrivate()));
  }

  /** What a client has who trusts this issuer alone and shows what is given. */
  public SSLContext client(Identity... shown) {
    return client(certificate, shown);
  }

  /** What a client has who trusts one issuer alone, by its certificate in PEM. */
  public static SSLContext client(String issuer, Identity... shown) {
    SSLFactory.Builder made =
        SSLFactory.builder().withTrustMaterial(PemUtils.parseCertificate(issuer));
    for (Identity each : shown) {
      made.withIdentityMaterial(PemUtils.parseIdentityMaterial(each.chain(), each.key(), null));
    }
    return made.build().getSslContext();
  }

  private String certificate(
      X500Name subject, PublicKey key, BasicConstraints kind, Instant until, String... names) {
    GeneralName[] alternatives =
        Arrays.stream(names)
            .map(it ->
                new GeneralName(
                    it.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName, it))
            .toArray(GeneralName[]::new);
    try {
      return pem(
          "CERTIFICATE",
          new JcaX509v3CertificateBuilder(
                  name,
                  BigInteger.valueOf(System.nanoTime()),
                  Date.from(Instant.now().minus(YEAR)),
                  Date.from(until),
                  subject,
                  key)
              .addExtension(Extension.basicConstraints, true, kind)
              .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives))
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
              .getEncoded());
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String key(PrivateKey key) {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  private static String pem(String what, byte[] bytes) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(what, lines);
  }
}
