package caplab.lab;

import caplab.lab.cluster.Order;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./cap heal}: ends every fault of the network. */
@Command(name = "heal", description = "Ends every cut, delay and loss.")
final class HealCommand implements Callable<Integer> {

  @Mixin Common common;

  @Override
  public Integer call() {
    return common.send(Order.of("heal"));
  }
}
