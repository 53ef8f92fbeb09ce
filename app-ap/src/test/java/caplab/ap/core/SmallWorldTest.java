package caplab.ap.core;

import static caplab.ap.core.ApWorld.delete;
import static caplab.ap.core.ApWorld.get;
import static caplab.ap.core.ApWorld.knowing;
import static caplab.ap.core.ApWorld.put;
import static caplab.ap.core.Table.G1;
import static caplab.ap.core.Table.G2;
import static caplab.ap.core.Table.G3;
import static org.assertj.core.api.Assertions.assertThat;

import caplab.sim.Explorer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every state of small worlds of app-ap: no order of deliveries, losses and copies breaks a
 * session, and from every state the links alone bring all nodes together, with nothing lost and
 * nothing back. Prints what docs/proofs.md quotes.
 */
class SmallWorldTest {

  private static final int STATES_MOST = 3_000_000;

  static Stream<Arguments> small() {
    return Stream.of(
        world(
            "put, get | put, one link",
            () -> all().client(put("v", G1), get(G2)).client(put("w", G2)).link(G1, G2)),
        world(
            "put tried at two nodes, delete | get, one link, one loss",
            () ->
                all()
                    .losses(1)
                    .client(put("v", G1, G2), get(G2), knowing(delete(G2)))
                    .link(G1, G2)));
  }

  static Stream<Arguments> full() {
    return Stream.of(
        world("3 puts, delete, get, two links", () -> threePuts().link(G1, G2).link(G2, G3)),
        world(
            "3 puts, delete, get, one link, a repair, one loss",
            () -> threePuts().losses(1).link(G1, G2).repair(G2, G3)));
  }

  private static ApWorld all() {
    return new ApWorld(new Rules());
  }

  private static ApWorld threePuts() {
    return all()
        .client(put("v", G1, G3), get(G2))
        .client(put("w", G2), delete(G2))
        .client(put("u", G3));
  }

  private static Arguments world(String name, Supplier<ApWorld> world) {
    return Arguments.of(name, world);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("small")
  void breaksNoPromise_inAnyState(String name, Supplier<ApWorld> world) {
    explore(name, world.get());
  }

  @Tag("long")
  @ParameterizedTest(name = "{0}")
  @MethodSource("full")
  void breaksNoPromise_inAnyStateOfLargerWorlds(String name, Supplier<ApWorld> world) {
    explore(name, world.get());
  }

  private static void explore(String name, ApWorld world) {
    Explorer.Findings findings = Explorer.explore(world.build(), STATES_MOST);
    System.out.println("small world of app-ap: " + name + ": " + findings);
    assertThat(findings.violation()).isEmpty();
    assertThat(findings.finished()).as("all states visited").isTrue();
  }
}
