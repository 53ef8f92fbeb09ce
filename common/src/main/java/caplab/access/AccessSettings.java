package caplab.access;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the configuration says of access.
 *
 * @param tokens lines as of the file, which changes by a new start only
 * @param tokensFile read again as it changes
 * @param rates what one client may ask; empty for no limit
 */
public record AccessSettings(
    Optional<String> tokens, Optional<Path> tokensFile, Optional<Jwt> jwt, List<Rate> rates) {

  /** Nobody is asked for a token, and nothing is limited. */
  public static final AccessSettings OPEN =
      new AccessSettings(Optional.empty(), Optional.empty(), Optional.empty(), List.of());

  /**
   * @param key for HS256
   * @param keysFile a JWKS, read again as it changes
   */
  public record Jwt(Optional<String> key, Optional<Path> keysFile, String issuer, String audience) {

    /** Never shows the key. */
    @Override
    public String toString() {
      return "Jwt[" + issuer + ", " + audience + "]";
    }
  }

  /** Whether a request needs a token. */
  public boolean controlled() {
    return tokens.isPresent() || tokensFile.isPresent() || jwt.isPresent();
  }
}
