package caplab.lab.bench;

import caplab.lab.embedded.ManagedProcess;
import caplab.lab.embedded.Setup;
import caplab.lab.wire.Doors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One Redis server, asked without anything between: what a service before it can reach at best. */
final class RawRedis extends Rival {

  static final String NAME = "redis";

  private final Setup setup;
  private final Path program;

  RawRedis(Setup setup, Path program) {
    super(NAME, new Party(Doors.OPEN, List.of(), List.of(new ManagedProcess(setup.node(1)))));
    this.setup = setup;
    this.program = program;
  }

  @Override
  void start(Consumer<String> told) {
    party().start("", told);
    PlainScripts.load(setup.ports().node(1));
  }

  @Override
  Target target(Work work, KeyRange keys, String value) {
    List<String> command = new ArrayList<>();
    command.addAll(
        switch (work) {
          case READ -> List.of("EVALSHA", PlainScripts.READ.digest(), "2", PlainScripts.RECORD);
          case WRITE, FIRST_WRITE ->
              List.of("EVALSHA", PlainScripts.WRITE.digest(), "2", PlainScripts.LOG);
        });
    // It puts twelve digits there, as many as keys have.
    command.add("item__rand_int__");
    if (work != Work.READ) {
      command.add(value);
    }
    return new Target.Redis(program, setup.ports().node(1), command);
  }
}
