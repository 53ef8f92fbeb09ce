package caplab.http;

import caplab.access.Role;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Who needs which token, in the words of OpenAPI and in ours. */
final class Security {

  private static final String BEARER = "bearer";

  private Security() {}

  /** Empty where nobody needs a token. */
  static Map<String, Object> schemes(Gate gate) {
    return gate.controlled()
        ? Map.of(
            BEARER,
            Map.of(
                "type",
                "http",
                "scheme",
                BEARER,
                "description",
                "A token of ./cap token create, or a JWT of a trusted issuer"))
        : Map.of();
  }

  /** One of these is enough; an empty one is no token at all. */
  static List<Object> asked(Access access) {
    List<Object> asked =
        access.roles().stream()
            .sorted()
            .<Object>map(role -> Map.of(BEARER, List.of(role.toString())))
            .collect(Collectors.toList());
    if (access.anybody() && !asked.isEmpty()) {
      asked.add(Map.of());
    }
    return asked;
  }

  static String words(Access access) {
    if (access.roles().isEmpty()) {
      return "Needs no token.";
    }
    if (access.roles().size() == Role.values().length) {
      return access.anybody()
          ? "Where tokens are asked for: the status alone without one."
          : "Where tokens are asked for: with any of them.";
    }
    return "Where tokens are asked for: with one of the role "
        + access.roles().stream().sorted().map(Role::toString).collect(Collectors.joining(" or "))
        + ".";
  }
}
