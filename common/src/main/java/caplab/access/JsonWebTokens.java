package caplab.access;

import caplab.access.TokenCheck.Fault;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.proc.SingleKeyJWSKeySelector;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies signed JWTs (RFC 7519). Which algorithm a key is for is decided here: HS256 for the
 * shared key, RS256 or ES256 for one of the JWKS by its kind, and what a token's header says can
 * only fit one of them or none (RFC 8725, 3.1). Asked for are {@code iss}, {@code aud}, {@code
 * exp}, {@code sub} (the holder's name) and {@code roles} (a list); {@code nbf} holds where it is
 * there.
 */
final class JsonWebTokens {

  /** How far the clocks of issuer and service may be apart. */
  static final int LEEWAY_SECONDS = 60;

  private static final int NAME_MOST = 256;

  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  /**
   * @param key for HS256, 32 bytes or more
   * @param keys as they are at the moment; asked at each token
   */
  JsonWebTokens(
      Optional<String> key,
      Optional<Supplier<JWKSet>> keys,
      String issuer,
      String audience,
      InstantSource clock) {
    List<JWSKeySelector<SecurityContext>> selectors = new ArrayList<>();
    key.ifPresent(secret -> selectors.add(shared(secret)));
    keys.ifPresent(set -> selectors.add(listed(set)));
    processor.setJWSKeySelector((header, context) -> {
      List<Key> fitting = new ArrayList<>();
      for (JWSKeySelector<SecurityContext> selector : selectors) {
        fitting.addAll(selector.selectJWSKeys(header, context));
      }
      return fitting;
    });
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    processor.setJWTClaimsSetVerifier(claims(issuer, audience, clock));
  }

  private static JWSKeySelector<SecurityContext> shared(String secret) {
    return new SingleKeyJWSKeySelector<>(
        JWSAlgorithm.HS256,
        new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
  }

  private static JWSKeySelector<SecurityContext> listed(Supplier<JWKSet> keys) {
    return new JWSVerificationKeySelector<>(
        Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256),
        (selector, context) -> selector.select(keys.get()));
  }

  private static DefaultJWTClaimsVerifier<SecurityContext> claims(
      String issuer, String audience, InstantSource clock) {
    DefaultJWTClaimsVerifier<SecurityContext> verifier =
        new DefaultJWTClaimsVerifier<>(
            audience,
            new JWTClaimsSet.Builder().issuer(issuer).build(),
            Set.of("exp", "sub", "roles")) {
          @Override
          protected Date currentTime() {
            return Date.from(clock.instant());
          }
        };
    verifier.setMaxClockSkew(LEEWAY_SECONDS);
    return verifier;
  }

  /** The signature first: claims of who knows not are judged by none. */
  TokenCheck check(String token) {
    try {
      return granted(processor.process(token, null));
    } catch (ExpiredJWTException e) {
      return new TokenCheck.Invalid(Fault.EXPIRED);
    } catch (BadJWTException e) {
      return new TokenCheck.Invalid(Fault.NOT_MEANT);
    } catch (ParseException | BadJOSEException | JOSEException | RuntimeException e) {
      return new TokenCheck.Invalid(Fault.UNKNOWN);
    }
  }

  private static TokenCheck granted(JWTClaimsSet claims) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    try {
      claims.getStringListClaim("roles").forEach(each -> Role.named(each).ifPresent(roles::add));
    } catch (ParseException noList) {
      return new TokenCheck.Invalid(Fault.NOT_MEANT);
    }
    String name = claims.getSubject();
    boolean fine = !roles.isEmpty() && !name.isEmpty() && name.length() <= NAME_MOST;
    return fine
        ? new TokenCheck.Valid(new Grant(name, roles))
        : new TokenCheck.Invalid(Fault.NOT_MEANT);
  }
}
