package caplab.http;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.access.AccessSettings;
import caplab.access.ApiToken;
import caplab.access.Role;
import caplab.observe.Heard;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Whom a service lets in that asks for tokens, at every route. */
class AccessTest {

  private static final Map<Role, ApiToken.Made> TOKENS = new EnumMap<>(Role.class);
  private static final ApiToken.Made EXPIRED =
      ApiToken.make(
          new SecureRandom(), Role.READER, Optional.of("late"), Optional.of(Instant.EPOCH));

  static {
    for (Role role : Role.values()) {
      TOKENS.put(
          role,
          ApiToken.make(new SecureRandom(), role, Optional.of("the-" + role), Optional.empty()));
    }
  }

  private final Heard heard = Heard.listen();
  private final EchoService service =
      EchoService.guarded(
          new AccessSettings(
              Optional.of(
                  TOKENS.values().stream()
                          .map(made -> made.kept().line())
                          .collect(Collectors.joining("\n"))
                      + "\n"
                      + EXPIRED.kept().line()),
              Optional.empty(),
              Optional.empty(),
              List.of()));
  private final int port = service.server.port();
  private final JsonNode document = ask("GET /openapi.json", bearer(Role.READER)).json();
  private final Description description = new Description(document.toString());
  private int addresses;

  @AfterEach
  void stop() {
    service.close();
    heard.close();
  }

  private static String bearer(Role role) {
    return "Authorization: Bearer " + TOKENS.get(role).token();
  }

  private static String from(String address) {
    return "X-Forwarded-For: " + address;
  }

  /** One that no other request came from. */
  private String fromElsewhere() {
    addresses++;
    return from("10.0." + addresses / 250 + "." + (1 + addresses % 250));
  }

  private Response ask(String line, String... headers) {
    try {
      List<String> all = new ArrayList<>(List.of(headers));
      if (line.startsWith("P")) {
        all.add("Content-Length: 0");
      }
      return Wire.ask(port, line, all.toArray(String[]::new));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Asks, and holds what comes back against the description. */
  private Response see(int status, String line, String... headers) {
    Response answer = ask(line, headers);
    assertThat(answer.status()).as("%s %s", line, answer).isEqualTo(status);
    Map<String, List<String>> fields = new HashMap<>();
    answer.headers().forEach((name, value) -> fields.put(name, List.of(value)));
    String[] parts = line.split(" ");
    assertThat(
            description.faults(
                parts[0],
                parts[1],
                status,
                HttpHeaders.of(fields, (name, value) -> true),
                parts[0].equals("HEAD") ? "" : answer.body()))
        .as("%s %s", line, answer)
        .isEmpty();
    return answer;
  }

  /** {@code METHOD path} of every operation there is. */
  private List<String> operations() {
    List<String> operations = new ArrayList<>();
    document
        .path("paths")
        .propertyStream()
        .forEach(path ->
            path.getValue()
                .propertyNames()
                .forEach(method ->
                    operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    return operations;
  }

  private static String line(String operation) {
    return operation.replace("{key}", "k").replace("{value}", "v").replace("{node}", "db_g1");
  }

  /** The roles that the description names for an operation. */
  private List<String> roles(String operation) {
    String[] parts = operation.split(" ");
    JsonNode security =
        document
            .path("paths")
            .path(parts[1])
            .path(parts[0].toLowerCase(Locale.ROOT))
            .path("security");
    List<String> roles = new ArrayList<>();
    security.forEach(each -> each.path("bearer").forEach(role -> roles.add(role.asString())));
    return roles;
  }

  @Test
  void eachRouteTakesTheRolesThatItNames_andNoOthers() {
    for (String operation : operations()) {
      List<String> roles = roles(operation);
      for (Role role : Role.values()) {
        int status = ask(line(operation), bearer(role)).status();
        if (roles.isEmpty() || roles.contains(role.toString())) {
          assertThat(status).as("%s by %s", operation, role).isIn(200, 503);
        } else {
          Response refused = see(403, line(operation), bearer(role));
          assertThat(refused.header("WWW-Authenticate"))
              .contains("insufficient_scope", "scope=\"" + String.join(" ", roles) + "\"");
        }
      }
    }
    assertThat(roles("GET /read/{key}")).containsExactly("reader", "writer");
    assertThat(roles("PUT /write/{key}")).containsExactly("writer");
    assertThat(roles("DELETE /write/{key}")).containsExactly("writer");
    assertThat(roles("POST /circuit-breaker/{node}/open")).containsExactly("operator");
    assertThat(roles("GET /health/detailed")).containsExactly("operator");
    assertThat(roles("GET /metrics")).containsExactly("operator", "metrics");
  }

  @Test
  void onlyTheProbesAnswerWithoutAToken_andHealthInAWord() {
    List<String> open = new ArrayList<>();
    for (String operation : operations()) {
      int status = ask(line(operation)).status();
      if (status != 401) {
        open.add(operation);
        assertThat(status).as(operation).isIn(200, 503);
      } else {
        assertThat(see(401, line(operation)).header("WWW-Authenticate"))
            .isEqualTo("Bearer realm=\"caplab\"");
      }
    }
    assertThat(open)
        .allMatch(operation -> operation.matches("(GET|HEAD) /(live|healthz|ready|readyz|health)"))
        .hasSize(10);
    assertThat(see(200, "GET /health").body()).isEqualTo("{\"status\":\"UP\"}\n");
    assertThat(see(200, "GET /health", bearer(Role.METRICS)).json().has("nodes_total")).isTrue();
    assertThat(ask("GET /nothing/here").status()).isEqualTo(401);
    assertThat(ask("PATCH /read/k").status()).isEqualTo(401);
    assertThat(ask("GET /nothing/here", bearer(Role.READER)).status()).isEqualTo(404);
    assertThat(ask("PATCH /read/k", bearer(Role.READER)).status()).isEqualTo(405);
  }

  @Test
  void whateverIsDescribedOfAccessIsSeen() {
    for (String operation : operations()) {
      String line = line(operation);
      String here = fromElsewhere();
      if (roles(operation).isEmpty()) {
        continue;
      }
      for (int i = 0; i < 10; i++) {
        see(401, line, here, "Authorization: Bearer wrong");
      }
      Response slowed = see(429, line, here, "Authorization: Bearer wrong");
      assertThat(slowed.header("Retry-After")).matches("[1-6]");
      for (Role role : Role.values()) {
        if (!roles(operation).contains(role.toString())) {
          see(403, line, bearer(role));
        }
      }
    }
    assertThat(description.unseen()).noneMatch(answer -> answer.matches(".* (401|403|429)"));
  }

  @Test
  void tellsWhatIsWrongWithAToken() {
    String expired =
        see(401, "GET /read/k", "Authorization: Bearer " + EXPIRED.token())
            .header("WWW-Authenticate");
    assertThat(expired).contains("invalid_token", "expired");
    String unknown =
        see(401, "GET /read/k", "Authorization: bearer " + EXPIRED.token() + "x")
            .header("WWW-Authenticate");
    assertThat(unknown).contains("invalid_token", "not known");
    assertThat(
            see(401, "GET /read/k", "Authorization: Basic Y2FwOmxhYg==").header("WWW-Authenticate"))
        .doesNotContain("error");
    see(400, "GET /read/k", bearer(Role.READER), bearer(Role.READER));
    for (String name : List.of("access_token", "access%5Ftoken")) {
      Response inUrl = see(400, "GET /read/k?" + name + "=" + TOKENS.get(Role.READER).token());
      assertThat(inUrl.member("detail")).contains("logs");
      assertThat(inUrl.body()).doesNotContain(TOKENS.get(Role.READER).token());
    }
    assertThat(ask("GET /read/k", "Authorization: Bearer " + "x".repeat(100_000)).status())
        .isEqualTo(431);
  }

  @Test
  void slowsWhoGuesses_andNobodyElse() {
    String guesser = from("203.0.113.7");
    for (int i = 0; i < 10; i++) {
      assertThat(ask("GET /health", guesser, "Authorization: Bearer no").status()).isEqualTo(401);
    }
    assertThat(ask("GET /read/k", guesser, bearer(Role.READER)).status()).isEqualTo(429);
    assertThat(ask("GET /read/k", from("203.0.113.8"), bearer(Role.READER)).status())
        .isEqualTo(200);
    assertThat(ask("GET /live", guesser, "Authorization: Bearer no").status()).isEqualTo(200);
  }

  @Test
  void everyDecisionIsAnEvent_andNoTokenIsInAny() {
    ask("GET /read/secretkey", bearer(Role.READER));
    ask("PUT /write/secretkey", bearer(Role.READER));
    ask("GET /read/secretkey");
    ask("GET /read/secretkey", "Authorization: Bearer " + EXPIRED.token());
    ask("GET /read/secretkey?access_token=x");
    List<String> lines = heard.lines("AUTH");
    lines = lines.subList(lines.size() - 5, lines.size());
    assertThat(lines.get(0))
        .contains("decision=granted", "GET /read/{key}", "roles=reader", "user=");
    assertThat(lines.get(1))
        .contains("decision=refused", "PUT /write/{key}", "needs one of: writer");
    assertThat(lines.get(2)).contains("decision=refused", "no token");
    assertThat(lines.get(3)).contains("decision=refused", "expired");
    assertThat(lines.get(4)).contains("decision=refused", "logs");
    for (ApiToken.Made made : TOKENS.values()) {
      assertThat(lines.toString())
          .doesNotContain(made.token(), made.kept().name(), "secretkey", "127.0.0.1");
    }
    assertThat(heard.lines("WRITE")).isNotEmpty();
  }

  @Test
  void namesTheHolderInTheLinesOfItsRequest() {
    ask("PUT /write/k", bearer(Role.WRITER));
    String user = heard.lines("AUTH").getLast().replaceFirst(".*user=([0-9a-f]{16}).*", "$1");
    assertThat(heard.lines("WRITE").getLast()).contains("user_id=" + user);
  }

  @Test
  void saysNothingOfTokensWhereNoneAreAskedFor() {
    try (EchoService anybody = new EchoService()) {
      JsonNode open = Wire.ask(anybody.server.port(), "GET /openapi.json").json();
      assertThat(open.path("components").path("securitySchemes").isEmpty()).isTrue();
      assertThat(open.toString()).doesNotContain("WWW-Authenticate", "UNAUTHORIZED", "RateLimit");
      assertThat(open.at("/paths/~1write~1{key}/put/description").asString()).contains("writer");
      assertThat(Wire.ask(anybody.server.port(), "GET /health").body()).contains("nodes_total");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    assertThat(document.path("components").path("securitySchemes").has("bearer")).isTrue();
  }
}
