package caplab.lab.bench;

import caplab.access.ApiToken;
import caplab.access.Role;
import caplab.lab.wire.Http;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What watches over a service that is measured: tokens, limits, an audit. All of it is in the
 * clear, so that what is compared differs in nothing else.
 *
 * @param writer the token of requests
 * @param operator the token of looks
 * @param settings what the service is told by its environment
 */
record Guard(String writer, String operator, Map<String, String> settings) {

  /** Two at once, as by default in production, and higher than any rate here. */
  private static final String LIMITS = "1000000/second,1000000/minute";

  /** One whose audit is a file of its own in a folder. */
  static Guard in(Path folder) {
    SecureRandom random = new SecureRandom();
    ApiToken.Made writer = made(random, Role.WRITER);
    ApiToken.Made operator = made(random, Role.OPERATOR);
    String kept =
        Stream.of(writer, operator).map(it -> it.kept().line()).collect(Collectors.joining(","));
    return new Guard(
        writer.token(),
        operator.token(),
        Map.of(
            "API_TOKENS",
            kept,
            "RATE_LIMIT",
            LIMITS,
            "AUDIT_FILE",
            folder.resolve(writer.kept().name() + ".log").toString(),
            // As good as any: nobody verifies an audit that is dropped.
            "AUDIT_KEY",
            operator.token()));
  }

  private static ApiToken.Made made(SecureRandom random, Role role) {
    return ApiToken.make(random, role, Optional.empty(), Optional.empty());
  }

  /** How the service is asked. */
  Http services() {
    return Http.known(writer, operator);
  }
}
