package caplab.cp.core;

import static caplab.cp.core.CpWorld.cas;
import static caplab.cp.core.CpWorld.get;
import static caplab.cp.core.CpWorld.look;
import static caplab.cp.core.CpWorld.put;
import static org.assertj.core.api.Assertions.assertThat;

import caplab.sim.Explorer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every state of small worlds of app-cp, three nodes each: no order of deliveries, losses, copies,
 * crashes and one lost disk breaks a promise. Prints what docs/proofs.md quotes.
 */
class SmallWorldTest {

  private static final int STATES_MOST = 9_000_000;

  static Stream<Arguments> small() {
    return Stream.of(
        world("put | put", () -> new CpWorld(3).instance(put("a")).instance(put("b"))),
        world("put | get", () -> new CpWorld(3).instance(put("a")).instance(get())),
        world(
            "look, put | put, a lost disk, no loss",
            () -> new CpWorld(3).wipes(1).losses(0).instance(look(), put("a")).instance(put("b"))));
  }

  static Stream<Arguments> full() {
    return Stream.of(
        world(
            "put | put, one request twice",
            () -> new CpWorld(3).duplicates(1).instance(put("a")).instance(put("b"))),
        world(
            "put | put, one crash",
            () -> new CpWorld(3).crashes(1).instance(put("a")).instance(put("b"))),
        world(
            "put, get | cas", () -> new CpWorld(3).instance(put("a"), get()).instance(cas("b", 1))),
        world("put, put | get", () -> new CpWorld(3).instance(put("a"), put("b")).instance(get())),
        world(
            "put | put | get, one loss",
            () -> new CpWorld(3).losses(1).instance(put("a")).instance(put("b")).instance(get())),
        world(
            "put, get | look, a lost disk",
            () -> new CpWorld(3).wipes(1).instance(put("a"), get()).instance(look())),
        world("put, get | look, cas, a lost disk, no loss", () -> threeOperationsAndALostDisk(0)),
        world("put, get | look, cas, a lost disk, one loss", () -> threeOperationsAndALostDisk(1)),
        world(
            "put | put | look, a lost disk, no loss",
            () ->
                new CpWorld(3)
                    .wipes(1)
                    .losses(0)
                    .instance(put("a"))
                    .instance(put("b"))
                    .instance(look())));
  }

  private static CpWorld threeOperationsAndALostDisk(int losses) {
    return new CpWorld(3)
        .wipes(1)
        .losses(losses)
        .instance(put("a"), get())
        .instance(look(), cas("b", 1));
  }

  private static Arguments world(String name, Supplier<CpWorld> world) {
    return Arguments.of(name, world);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("small")
  void breaksNoPromise_inAnyState(String name, Supplier<CpWorld> world) {
    explore(name, world.get());
  }

  @Tag("long")
  @ParameterizedTest(name = "{0}")
  @MethodSource("full")
  void breaksNoPromise_inAnyStateOfLargerWorlds(String name, Supplier<CpWorld> world) {
    explore(name, world.get());
  }

  private static void explore(String name, CpWorld world) {
    Explorer.Findings findings = Explorer.explore(world.build(), STATES_MOST);
    System.out.println("small world of app-cp: " + name + ": " + findings);
    assertThat(findings.violation()).isEmpty();
    assertThat(findings.finished()).as("all states visited").isTrue();
  }
}
