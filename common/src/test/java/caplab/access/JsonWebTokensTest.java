package caplab.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caplab.access.TokenCheck.Fault;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class JsonWebTokensTest {

  private static final String KEY = "a key of its own for HS256, long enough";
  private static final Instant NOW = Instant.parse("2030-01-31T00:00:00Z");
  private static final RSAKey RSA = rsa("r1");
  private static final ECKey EC = ec("e1");

  private JWKSet published = new JWKSet(List.of(RSA.toPublicJWK(), EC.toPublicJWK()));

  private final JsonWebTokens tokens =
      new JsonWebTokens(
          Optional.of(KEY), Optional.of(() -> published), "https://issuer", "caplab", () -> NOW);

  private static RSAKey rsa(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ECKey ec(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer("https://issuer")
        .audience(List.of("another", "caplab"))
        .subject("ada")
        .claim("roles", List.of("writer", "of-another-service"))
        .expirationTime(Date.from(NOW.plusSeconds(10)));
  }

  private static String signed(
      JWSAlgorithm algorithm, String id, JWSSigner signer, JWTClaimsSet claims) {
    SignedJWT token = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(id).build(), claims);
    try {
      token.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return token.serialize();
  }

  private static String shared(UnaryOperator<JWTClaimsSet.Builder> change) throws JOSEException {
    JWTClaimsSet claims = change.apply(claims()).build();
    return signed(JWSAlgorithm.HS256, null, new MACSigner(KEY), claims);
  }

  private static final TokenCheck ADA = new TokenCheck.Valid(new Grant("ada", Set.of(Role.WRITER)));

  private void refused(Fault fault, String token) {
    assertThat(tokens.check(token)).isEqualTo(new TokenCheck.Invalid(fault));
  }

  @Test
  void takesEachAlgorithmWithItsOwnKey() throws JOSEException {
    JWTClaimsSet claims = claims().build();
    assertThat(tokens.check(shared(it -> it))).isEqualTo(ADA);
    assertThat(tokens.check(signed(JWSAlgorithm.RS256, "r1", new RSASSASigner(RSA), claims)))
        .isEqualTo(ADA);
    assertThat(tokens.check(signed(JWSAlgorithm.ES256, "e1", new ECDSASigner(EC), claims)))
        .isEqualTo(ADA);
  }

  @Test
  void neverTakesTheAlgorithmFromTheToken() throws Exception {
    JWTClaimsSet claims = claims().build();
    refused(Fault.UNKNOWN, new PlainJWT(claims).serialize());
    // A public key is no secret: signed with its bytes as if it were the shared one.
    for (byte[] known :
        List.of(
            RSA.toRSAPublicKey().getEncoded(),
            RSA.toPublicJWK().toJSONString().getBytes(java.nio.charset.StandardCharsets.UTF_8))) {
      refused(Fault.UNKNOWN, signed(JWSAlgorithm.HS256, "r1", new MACSigner(known), claims));
    }
    refused(Fault.UNKNOWN, signed(JWSAlgorithm.RS384, "r1", new RSASSASigner(RSA), claims));
    refused(Fault.UNKNOWN, signed(JWSAlgorithm.HS384, null, new MACSigner(KEY + KEY), claims));
  }

  @Test
  void refusesAnotherKey_anUnknownId_andWhatIsNoToken() throws JOSEException {
    JWTClaimsSet claims = claims().build();
    refused(Fault.UNKNOWN, signed(JWSAlgorithm.HS256, null, new MACSigner(KEY + "x"), claims));
    refused(Fault.UNKNOWN, signed(JWSAlgorithm.RS256, "r9", new RSASSASigner(RSA), claims));
    refused(Fault.UNKNOWN, signed(JWSAlgorithm.RS256, "r1", new RSASSASigner(rsa("r1")), claims));
    for (String none :
        List.of("", ".", "..", "a.b.c", "eyJhbGciOiJub25lIn0..", "x".repeat(9_000))) {
      refused(Fault.UNKNOWN, none);
    }
  }

  @Test
  void holdsTheClaims_withSomeLeewayForClocks() throws JOSEException {
    Instant leeway = NOW.minusSeconds(JsonWebTokens.LEEWAY_SECONDS);
    assertThat(tokens.check(shared(it -> it.expirationTime(Date.from(leeway.plusSeconds(1))))))
        .isEqualTo(ADA);
    refused(Fault.EXPIRED, shared(it -> it.expirationTime(Date.from(leeway.minusSeconds(1)))));
    refused(Fault.NOT_MEANT, shared(it -> it.expirationTime(null)));
    refused(Fault.NOT_MEANT, shared(it -> it.notBeforeTime(Date.from(NOW.plusSeconds(120)))));
    refused(Fault.NOT_MEANT, shared(it -> it.issuer("https://another")));
    refused(Fault.NOT_MEANT, shared(it -> it.issuer(null)));
    refused(Fault.NOT_MEANT, shared(it -> it.audience("another")));
    refused(Fault.NOT_MEANT, shared(it -> it.audience((String) null)));
    refused(Fault.NOT_MEANT, shared(it -> it.subject(null)));
    refused(Fault.NOT_MEANT, shared(it -> it.subject("x".repeat(300))));
    refused(Fault.NOT_MEANT, shared(it -> it.claim("roles", List.of("root"))));
    refused(Fault.NOT_MEANT, shared(it -> it.claim("roles", "writer")));
    refused(Fault.NOT_MEANT, shared(it -> it.claim("roles", null)));
  }

  @Test
  void followsTheKeysAsTheyAreReplaced() throws JOSEException {
    String old = signed(JWSAlgorithm.RS256, "r1", new RSASSASigner(RSA), claims().build());
    RSAKey next = rsa("r2");
    published = new JWKSet(next.toPublicJWK());
    refused(Fault.UNKNOWN, old);
    assertThat(
            tokens.check(
                signed(JWSAlgorithm.RS256, "r2", new RSASSASigner(next), claims().build())))
        .isEqualTo(ADA);
  }

  @Test
  void refusesAFileOfKeysThatAreNoPublicOnes() {
    for (JWKSet bad :
        List.of(
            new JWKSet(),
            new JWKSet(
                new OctetSequenceKey.Builder(KEY.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    .build()))) {
      assertThatThrownBy(() -> JwtKeys.parse(bad.toString(false)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("key");
    }
    assertThatThrownBy(() -> JwtKeys.parse(new JWKSet(RSA).toString(false)))
        .hasMessageContaining("number 1");
    assertThatThrownBy(() -> JwtKeys.parse("<html>")).hasMessage("is no JWKS");
    assertThat(JwtKeys.parse(published.toString()).getKeys()).hasSize(2);
  }
}
