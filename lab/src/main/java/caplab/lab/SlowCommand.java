package caplab.lab;

import caplab.lab.cluster.Cut.Shape;
import caplab.lab.cluster.Order;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ./cap slow}: delays what one zone asks of one node. */
@Command(name = "slow", description = "Delays a link, for example: slow g1:db_g2 200ms")
final class SlowCommand implements Callable<Integer> {

  @Mixin Common common;

  @Parameters(index = "0", paramLabel = "ZONE:NODE", description = "'*' for all of either.")
  String link;

  @Parameters(index = "1", paramLabel = "DELAY", description = "200ms or 1.5s")
  String delay;

  @Override
  public Integer call() {
    double delayMs = Amount.milliseconds(delay);
    return common.send(new Order("slow", List.of(link), Shape.GROUPS, false, delayMs));
  }
}
