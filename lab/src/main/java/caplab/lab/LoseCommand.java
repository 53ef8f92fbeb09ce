package caplab.lab;

import caplab.lab.cluster.Cut.Shape;
import caplab.lab.cluster.Order;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ./cap lose}: loses a share of what travels over one link. */
@Command(name = "lose", description = "Loses packets of a link, for example: lose g1:db_g2 5%%")
final class LoseCommand implements Callable<Integer> {

  @Mixin Common common;

  @Parameters(index = "0", paramLabel = "ZONE:NODE", description = "'*' for all of either.")
  String link;

  @Parameters(index = "1", paramLabel = "SHARE", description = "5%%")
  String share;

  @Override
  public Integer call() {
    double lost = Amount.share(share);
    return common.send(new Order("lose", List.of(link), Shape.GROUPS, false, lost));
  }
}
