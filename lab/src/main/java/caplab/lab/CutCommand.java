package caplab.lab;

import caplab.lab.model.ControlCommand;
import caplab.lab.model.Cut.Shape;
import caplab.lab.model.Outlook;
import caplab.lab.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./cap cut}: parts the zones of the running cluster. */
@Command(
    name = "cut",
    description = "Parts the zones: spaces between groups, commas within; the rest is one group.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./cap cut g1                 g1 from all others",
      "  ./cap cut g1,g2 g3           g3 from both",
      "  ./cap cut --one-way g1 g2    what g1 asks of g2 is lost",
      "  ./cap cut --bridge g2        only g2 sees all",
    })
final class CutCommand implements Callable<Integer> {

  @Mixin Aim aim;

  @Parameters(
      paramLabel = "ZONES",
      arity = "0..*",
      description = "For example: g1 g2,g3; or links: g1:db_g2")
  List<String> groups = new ArrayList<>();

  @Option(names = "--refused", description = "Refuse and reset, instead of silence.")
  boolean refused;

  @ArgGroup Special special = new Special();

  /** The shapes other than groups; at most one. */
  static final class Special {

    @Option(names = "--one-way", description = "What the first asks of the second is lost.")
    boolean oneWay;

    @Option(names = "--replies", description = "Only the answers of the second are lost.")
    boolean replies;

    @Option(names = "--bridge", description = "Halves that only this one zone sees both of.")
    boolean bridge;

    @Option(names = "--ring", description = "Each zone sees another majority.")
    boolean ring;

    Shape shape() {
      if (oneWay) {
        return Shape.ONE_WAY;
      } else if (replies) {
        return Shape.REPLIES;
      } else if (bridge) {
        return Shape.BRIDGE;
      }
      return ring ? Shape.RING : Shape.GROUPS;
    }
  }

  @Override
  public Integer call() {
    Status cut = aim.order(new ControlCommand.MakeCut(special.shape(), groups, refused));
    if (aim.json) {
      aim.show(cut);
    } else {
      Outlook.of(cut).forEach(System.out::println);
    }
    return 0;
  }
}
