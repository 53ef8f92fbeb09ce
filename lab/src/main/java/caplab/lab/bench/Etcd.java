package caplab.lab.bench;

import caplab.lab.embedded.ManagedProcess;
import caplab.lab.embedded.Ports;
import caplab.lab.embedded.Setup;
import caplab.lab.model.UserError;
import caplab.lab.wire.Doors;
import caplab.lab.wire.Http;
import caplab.lab.wire.LabJson;
import caplab.lab.wire.Patience;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** Three members of etcd, asked by JSON over HTTP at the one that leads. */
final class Etcd extends Rival {

  static final String NAME = "etcd";

  static final int MEMBERS = 3;
  private static final Duration ANSWER = Duration.ofSeconds(5);

  /** More than its default, which values of 64 KiB would fill. */
  private static final String QUOTA_BYTES = Long.toString(8L << 30);

  private final Ports ports;
  private int leader = 1;
  private long compacted;

  Etcd(Setup setup, Path program) {
    super(
        NAME,
        new Party(
            Doors.OPEN,
            IntStream.rangeClosed(1, MEMBERS).mapToObj(k -> member(setup, program, k)).toList(),
            List.of()));
    this.ports = setup.ports();
  }

  private static ManagedProcess member(Setup setup, Path program, int number) {
    String name = name(number);
    String client = url(clientPort(setup.ports(), number));
    String peer = url(setup.ports().node(number));
    String members =
        IntStream.rangeClosed(1, MEMBERS)
            .mapToObj(k -> name(k) + "=" + url(setup.ports().node(k)))
            .collect(Collectors.joining(","));
    List<String> command =
        List.of(
            program.toString(),
            "--name=" + name,
            "--data-dir=" + setup.data().directory().resolve(name),
            "--listen-client-urls=" + client,
            "--advertise-client-urls=" + client,
            "--listen-peer-urls=" + peer,
            "--initial-advertise-peer-urls=" + peer,
            "--initial-cluster=" + members,
            "--initial-cluster-state=new",
            "--quota-backend-bytes=" + QUOTA_BYTES,
            "--logger=zap",
            "--log-level=warn");
    return new ManagedProcess(
        new ManagedProcess.Program(
            name,
            clientPort(setup.ports(), number),
            command,
            Map.of(),
            setup.data().directory(),
            setup.data().log(name)));
  }

  private static String name(int number) {
    return NAME + "_" + number;
  }

  private static int clientPort(Ports ports, int number) {
    return ports.base() + number - 1;
  }

  private static String url(int port) {
    return "http://127.0.0.1:" + port;
  }

  @Override
  void start(Consumer<String> told) {
    party().start("/health", told);
    findLeader();
  }

  @Override
  void resume() {
    super.resume();
    findLeader();
  }

  @Override
  Target target(Work work, KeyRange keys, String value) {
    String key = "\"key\":\"" + WebRequest.KEY + "\"";
    WebRequest request =
        switch (work) {
          case READ -> new WebRequest("POST", "/v3/kv/range", "{" + key + "}");
          case WRITE, FIRST_WRITE ->
              new WebRequest(
                  "POST", "/v3/kv/put", "{%s,\"value\":\"%s\"}".formatted(key, base64(value)));
        };
    return new Target.Web(clientPort(ports, leader), request, keys);
  }

  static String base64(String value) {
    return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.US_ASCII));
  }

  /** Old revisions go, as anybody who runs it lets them, or they fill its database. */
  @Override
  void tidy() {
    long revision =
        status(leader).map(it -> it.path("header").path("revision").asLong(0)).orElse(0L);
    if (revision > compacted) {
      ask(
          leader,
          "/v3/kv/compaction",
          "{\"revision\":\"%d\",\"physical\":true}".formatted(revision));
      compacted = revision;
    }
  }

  private void findLeader() {
    if (!Patience.until(SETTLED, this::leads)) {
      throw UserError.now("etcd has no leader: " + party().services().getFirst().lastWords());
    }
  }

  private boolean leads() {
    for (int number = 1; number <= MEMBERS; number++) {
      Optional<JsonNode> told = status(number);
      String own = told.map(it -> it.path("header").path("member_id").asString("")).orElse("");
      if (told.isPresent() && own.equals(told.get().path("leader").asString("none"))) {
        leader = number;
        return true;
      }
    }
    return false;
  }

  private Optional<JsonNode> status(int number) {
    return ask(number, "/v3/maintenance/status", "{}");
  }

  private Optional<JsonNode> ask(int number, String path, String body) {
    return Http.PLAIN
        .send(
            Http.PLAIN
                .to(clientPort(ports, number), path, ANSWER)
                .POST(BodyPublishers.ofString(body))
                .build())
        .handle((answer, failure) ->
            failure == null && answer.statusCode() == 200
                ? Optional.of(LabJson.MAPPER.readTree(answer.body()))
                : Optional.<JsonNode>empty())
        .join();
  }
}
