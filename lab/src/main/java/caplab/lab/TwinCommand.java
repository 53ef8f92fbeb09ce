package caplab.lab;

import caplab.lab.embedded.Ports;
import caplab.lab.embedded.Running;
import caplab.lab.model.UserError;
import caplab.lab.twin.Twin;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./cap twin}: the same request to both services, their answers side by side. */
@Command(
    name = "twin",
    description = "Sends one request to both services: write, read or delete.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./cap twin write color red",
      "  ./cap twin read color --zone g2",
    })
final class TwinCommand implements Callable<Integer> {

  @Mixin Common common;

  @Option(names = "--zone", paramLabel = "gK", description = "Whose services (default g1).")
  String zone = "g1";

  @Parameters(index = "0", paramLabel = "write|read|delete")
  Twin.Operation operation;

  @Parameters(index = "1", paramLabel = "KEY")
  String key;

  @Parameters(index = "2", paramLabel = "VALUE", arity = "0..1")
  String value;

  @Override
  public Integer call() {
    if ((operation == Twin.Operation.WRITE) == (value == null)) {
      throw UserError.usage("it is: twin write KEY VALUE, twin read KEY, or twin delete KEY");
    }
    if (!zone.matches("g[1-7]")) {
      throw UserError.usage("a zone is g1 to g7, not " + zone);
    }
    Running running = common.running();
    Ports ports = new Ports(running.portBase());
    Twin both =
        Twin.ask(
            running.services(), ports, Integer.parseInt(zone.substring(1)), operation, key, value);
    if (common.json) {
      Common.showJson(both);
    } else {
      System.out.println(both.sentence());
    }
    return 0;
  }
}
