package caplab.lab.bench;

import caplab.lab.embedded.ManagedProcess;
import caplab.lab.embedded.Setup;
import caplab.lab.wire.Doors;
import caplab.lab.wire.LabJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Webdis, which speaks HTTP before one Redis server and runs a script that does app-ap's work. */
final class Webdis extends Rival {

  static final String NAME = "webdis";

  private final Setup setup;

  Webdis(Setup setup, Path program) {
    super(NAME, new Party(Doors.OPEN, List.of(service(setup, program)), List.of(node(setup))));
    this.setup = setup;
  }

  private static ManagedProcess node(Setup setup) {
    return new ManagedProcess(setup.node(1));
  }

  private static ManagedProcess service(Setup setup, Path program) {
    int port = setup.ports().base();
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("redis_host", "127.0.0.1");
    config.put("redis_port", setup.ports().node(1));
    config.put("http_host", "127.0.0.1");
    config.put("http_port", port);
    config.put("threads", Runtime.getRuntime().availableProcessors());
    config.put("daemonize", false);
    config.put("database", 0);
    config.put("acl", List.of());
    config.put("verbosity", 1);
    config.put("logfile", setup.data().log(NAME).toString());
    Path file = setup.data().directory().resolve("webdis.json");
    try {
      Files.writeString(file, LabJson.pretty(config));
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
    return new ManagedProcess(
        new ManagedProcess.Program(
            NAME,
            port,
            List.of(program.toString(), file.toString()),
            Map.of(),
            setup.data().directory(),
            setup.data().log(NAME)));
  }

  @Override
  void start(Consumer<String> told) {
    party().start("/PING", told);
    PlainScripts.load(setup.ports().node(1));
  }

  @Override
  Target target(Work work, KeyRange keys, String value) {
    String script = "/EVALSHA/%s/2/%s/" + WebRequest.KEY;
    WebRequest request =
        switch (work) {
          case READ ->
              new WebRequest(
                  "GET", script.formatted(PlainScripts.READ.digest(), PlainScripts.RECORD), "");
          case WRITE, FIRST_WRITE ->
              new WebRequest(
                  "PUT", script.formatted(PlainScripts.WRITE.digest(), PlainScripts.LOG), value);
        };
    return new Target.Web(setup.ports().base(), request, keys);
  }
}
