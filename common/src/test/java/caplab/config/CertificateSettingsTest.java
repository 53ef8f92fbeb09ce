package caplab.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import caplab.tls.Issuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that cannot be used are refused at start, each in one sentence. */
class CertificateSettingsTest {

  private static final Issuer ISSUER = new Issuer("issuer");

  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static List<String> faults(Object... settings) {
    Map<String, String> environment = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      environment.put(settings[i].toString(), settings[i + 1].toString());
    }
    ConfigurationFaults faults =
        catchThrowableOfType(
            ConfigurationFaults.class, () -> Configuration.load(environment, Path.of("target")));
    return faults == null ? List.of() : faults.faults();
  }

  @Test
  void takesAChainWithItsKey_andIssuers() throws IOException {
    Issuer.Identity own = ISSUER.issue("own");
    assertThat(
            faults(
                "TLS_CERT_FILE", file("crt", own.chain() + ISSUER.certificate()),
                "TLS_KEY_FILE", file("key", own.key()),
                "TLS_CLIENT_CA_FILE", file("ca", ISSUER.certificate())))
        .isEmpty();
  }

  @Test
  void refusesWhatCannotBeUsed() throws IOException {
    Issuer.Identity own = ISSUER.issue("own");
    Path certificate = file("crt", own.chain());
    Path key = file("key", own.key());
    Path missing = folder.resolve("missing");
    assertThat(faults("TLS_CERT_FILE", missing, "TLS_KEY_FILE", key))
        .containsExactly("TLS_CERT_FILE names " + missing + ", which cannot be read");
    assertThat(
            faults(
                "TLS_CERT_FILE",
                certificate,
                "TLS_KEY_FILE",
                file("other", ISSUER.issue("other").key())))
        .containsExactly("TLS_KEY_FILE names a key that does not match TLS_CERT_FILE");
    assertThat(
            faults(
                "TLS_CERT_FILE",
                file("old", ISSUER.issueExpired("old").chain()),
                "TLS_KEY_FILE",
                key))
        .singleElement()
        .asString()
        .startsWith("TLS_CERT_FILE names ")
        .contains("holds a certificate that is valid from ");
    Path mixed = file("mixed", own.chain() + ISSUER.issue("other").chain());
    assertThat(faults("TLS_CERT_FILE", mixed, "TLS_KEY_FILE", key))
        .containsExactly(
            "TLS_CERT_FILE names "
                + mixed
                + ": holds certificates that are no chain: each must be issued by the next");
    assertThat(faults("TLS_CERT_FILE", key, "TLS_KEY_FILE", certificate))
        .containsExactly(
            "TLS_CERT_FILE names " + key + ": holds no certificate in PEM",
            "TLS_KEY_FILE names "
                + certificate
                + ": holds no private key in PEM without a passphrase");
  }

  @Test
  void refusesOneWithoutTheOther() throws IOException {
    Issuer.Identity own = ISSUER.issue("own");
    Path certificate = file("crt", own.chain());
    assertThat(faults("TLS_CERT_FILE", certificate))
        .containsExactly("TLS_CERT_FILE and TLS_KEY_FILE need each other");
    assertThat(faults("TLS_CLIENT_CA_FILE", certificate))
        .containsExactly("TLS_CLIENT_CA_FILE needs TLS_CERT_FILE");
    assertThat(faults("REDIS_CA_FILE", certificate))
        .containsExactly(
            "REDIS_CA_FILE and REDIS_CERT_FILE need a node at rediss:// in REDIS_NODES");
    assertThat(faults("REDIS_CA_FILE", certificate, "REDIS_NODES", "a=rediss://h:1")).isEmpty();
  }
}
