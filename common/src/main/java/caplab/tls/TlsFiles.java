package caplab.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import nl.altindag.ssl.SSLFactory;

/**
 * One side of TLS, in PEM.
 *
 * @param certificate the chain that this side shows, with its key, or neither
 * @param authorities who issues what the other side shows; what the JDK trusts, if empty
 */
public record TlsFiles(Optional<Path> certificate, Optional<Path> key, Optional<Path> authorities) {

  private static final char[] NO_PASSPHRASE = {};

  /** Whether any file is named. */
  public boolean given() {
    return !all().isEmpty();
  }

  /** Those that are named, in the order of {@link #read}. */
  List<Path> all() {
    return Stream.of(certificate, key, authorities).flatMap(Optional::stream).toList();
  }

  /**
   * What the files say together.
   *
   * @param texts of {@link #all}
   * @throws IllegalArgumentException naming the file that is wrong
   */
  SSLFactory read(List<String> texts) {
    SSLFactory.Builder made = SSLFactory.builder();
    if (certificate.isPresent()) {
      List<X509Certificate> chain = said(certificate.get(), () -> Pem.chain(texts.get(0)));
      PrivateKey own = said(key.orElseThrow(), () -> matching(chain, texts.get(1)));
      made.withIdentityMaterial(own, NO_PASSPHRASE, chain);
    }
    if (authorities.isPresent()) {
      made.withTrustMaterial(said(authorities.get(), () -> Pem.authorities(texts.getLast())));
    } else {
      made.withDefaultTrustMaterial();
    }
    return made.build();
  }

  /** Whether the key is the certificate's; so it is where there is neither. */
  public boolean match() {
    return certificate.isEmpty()
        || Pem.belongs(
            Pem.key(text(key.orElseThrow())),
            Pem.chain(text(certificate.get())).getFirst().getPublicKey());
  }

  private static PrivateKey matching(List<X509Certificate> chain, String text) {
    PrivateKey key = Pem.key(text);
    if (!Pem.belongs(key, chain.getFirst().getPublicKey())) {
      throw new IllegalArgumentException("holds a key that does not match the certificate");
    }
    return key;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> T said(Path file, Supplier<T> parser) {
    try {
      return parser.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + " " + e.getMessage());
    }
  }
}
