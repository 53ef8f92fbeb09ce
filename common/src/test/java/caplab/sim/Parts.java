package caplab.sim;

import caplab.sim.Actor.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the states of a {@link SmallWorld} are made of. Nodes, processes, requests, replies and
 * outcomes are numbered by fingerprint ({@link Catalog}); a state is then a few numbers: one per
 * node, one per process ({@link Actor}), two per operation (who had ended when it began, what it
 * was told), the faults still to come, the part that must move next, and the requests under way,
 * sorted. The real code runs once per new pair of state and event; the rest is looking up.
 *
 * <p>Left out, since nothing is missed by it:
 *
 * <ul>
 *   <li>An answer arrives at once or never. Hearing it changes only the process, which others
 *       notice by its next requests, and those may be late; an operation that ends earlier only
 *       adds to what real time demands. What a process makes of a set of answers does not depend on
 *       their order.
 *   <li>A process that began, timed out or backed off does nothing visible before the next of its
 *       requests arrives, so nothing else happens in between. Nor after a disk was lost, before
 *       that node is asked something.
 *   <li>A request that changes nothing at its node and whose answer nobody waits for is not
 *       delivered: leaving it under way allows all that follows, and more. It is forgotten when it
 *       can never change anything ({@link Setup#spent}); a bound, where a disk is lost later.
 *   <li>A request in nobody's way ({@link Setup#quiet}) arrives at once.
 *   <li>Where the judge looks at operations only, nothing happens when all were told.
 *   <li>States that differ by the names of nodes are one: the least fingerprint under all {@link
 *       Setup#renamings} stands for them.
 * </ul>
 */
final class Parts<Q, R, N> {

  /** A node after a request, and its answer, by number. */
  record Arrival(int node, int reply) {}

  private final Setup<Q, R, N> setup;
  private final Catalog<N> nodes;
  private final Catalog<Q> requests;
  private final Catalog<R> replies;
  private final Catalog<Object> outcomes;
  final List<Actor<Q, R>> actors = new ArrayList<>();
  private final Map<Long, Arrival> arrivals = new HashMap<>();
  private final Map<Long, Boolean> spent = new HashMap<>();
  private final Map<Long, Optional<String>> verdicts = new HashMap<>();
  private final int[][] renamed;
  final int processesAt;
  final int operationsAt;
  final int faultsAt;
  final int hotAt;
  final int wayAt;

  Parts(Setup<Q, R, N> setup) {
    this.setup = setup;
    List<Fingerprint> renamings =
        setup.renamings().stream().map(it -> new Fingerprint(it, setup.ignored())).toList();
    nodes = new Catalog<>(renamings);
    requests = new Catalog<>(renamings);
    replies = new Catalog<>(renamings);
    outcomes = new Catalog<>(renamings);
    setup.programs().forEach(program -> actors.add(new Actor<>(this, renamings, program)));
    processesAt = setup.nodes().size();
    operationsAt = processesAt + actors.size();
    faultsAt = operationsAt + 2 * setup.operations();
    hotAt = faultsAt + 4;
    wayAt = faultsAt + 5;
    renamed = new int[setup.renamings().size()][setup.nodes().size()];
    for (int i = 0; i < renamed.length; i++) {
      for (int node = 0; node < renamed[i].length; node++) {
        renamed[i][node] = number(setup.renamings().get(i).apply(name(node)));
      }
    }
  }

  String name(int node) {
    return setup.nodes().get(node);
  }

  int number(String node) {
    return setup.nodes().indexOf(node);
  }

  R reply(int number) {
    return replies.get(number);
  }

  Q request(int number) {
    return requests.get(number);
  }

  int wiped(int node) {
    return nodes.number(setup.wiped().apply(nodes.get(node)));
  }

  int request(Q request) {
    return requests.number(request);
  }

  int outcome(Object outcome) {
    return outcomes.number(outcome);
  }

  @Override
  public String toString() {
    return "%d states of nodes, %s of processes, %d requests"
        .formatted(nodes.size(), actors.stream().map(Actor::size).toList(), requests.size());
  }

  int[] initial() {
    int[] state = new int[wayAt];
    for (int i = 0; i < setup.nodes().size(); i++) {
      state[i] = nodes.number(setup.first().apply(name(i)));
    }
    state[faultsAt] = setup.wipes();
    state[faultsAt + 1] = setup.duplicates();
    state[faultsAt + 2] = setup.crashes();
    state[faultsAt + 3] = setup.losses();
    return state;
  }

  Arrival arrival(int node, int request) {
    return arrivals.computeIfAbsent(
        (long) node << 32 | request,
        key -> {
          Setup.Handled<N, R> handled =
              setup.handle().apply(nodes.get(node), requests.get(request));
          return new Arrival(nodes.number(handled.node()), replies.number(handled.reply()));
        });
  }

  boolean spent(int[] state, int sent) {
    int node = state[sent >> 5 & 7];
    return spent.computeIfAbsent(
        (long) node << 32 | sent >> 8,
        key -> setup.spent().test(nodes.get(node), requests.get(sent >> 8)));
  }

  /** The least under all renamings. */
  long fingerprint(int[] state) {
    long least = Long.MAX_VALUE;
    for (int renaming = 0; renaming < setup.renamings().size(); renaming++) {
      least = Math.min(least, fingerprint(state, renaming));
    }
    return least;
  }

  private long fingerprint(int[] state, int renaming) {
    long sum = 0;
    for (int i = 0; i < processesAt; i++) {
      sum += Fingerprint.mix(nodes.print(state[i], renaming));
    }
    for (int i = 0; i < actors.size(); i++) {
      sum += Fingerprint.mix(actors.get(i).print(state[processesAt + i], renaming) + i);
    }
    for (int i = 0; i < setup.operations(); i++) {
      int told = state[operationsAt + 2 * i + 1];
      long print = told == 0 ? 0 : outcomes.print(told - 1, renaming);
      sum += Fingerprint.mix(print * 31 + state[operationsAt + 2 * i] * 64L + i);
    }
    for (int i = faultsAt; i < wayAt; i++) {
      sum += Fingerprint.mix((hot(state, i, renaming)) * 8L + i);
    }
    for (int at = wayAt; at < state.length; at++) {
      int to = renamed[renaming][state[at] >> 5 & 7];
      sum +=
          Fingerprint.mix(requests.print(state[at] >> 8, renaming) + to * 32L + (state[at] & 31));
    }
    return Fingerprint.mix(sum);
  }

  private int hot(int[] state, int at, int renaming) {
    return at == hotAt && state[at] < 0 ? -renamed[renaming][-state[at] - 1] - 1 : state[at];
  }

  /** What the judge says of a state. */
  Optional<String> verdict(int[] state) {
    long key = 0;
    for (int at = setup.judgesNodes() ? 0 : operationsAt; at <= faultsAt; at++) {
      key = Fingerprint.mix(key * 31 + (at < processesAt || at >= operationsAt ? state[at] : 0));
    }
    return verdicts.computeIfAbsent(key, it -> setup.judge().apply(scene(state)));
  }

  private Scene<N> scene(int[] state) {
    List<Scene.Told> told = new ArrayList<>();
    for (int at = operationsAt; at < faultsAt; at += 2) {
      Optional<Object> outcome =
          state[at + 1] == 0 ? Optional.empty() : Optional.of(outcomes.get(state[at + 1] - 1));
      told.add(new Scene.Told(state[at] > 0, Math.max(0, state[at] - 1), outcome));
    }
    List<N> held = new ArrayList<>();
    for (int at = 0; at < processesAt; at++) {
      held.add(nodes.get(state[at]));
    }
    return new Scene<>(told, held, setup.wipes() - state[faultsAt]);
  }

  /** A request in the way of nobody, if one is under way and its answer is waited for. */
  int quiet(int[] state) {
    for (int at = wayAt; at < state.length; at++) {
      if ((state[at] & 31) != SmallWorld.NOBODY && setup.quiet().test(request(state[at] >> 8))) {
        return at;
      }
    }
    return -1;
  }

  boolean somebodyIsYetToBeTold(int[] state) {
    for (int i = 0; i < actors.size(); i++) {
      List<Place> places = actors.get(i).lanes(state[processesAt + i]);
      for (int lane = 0; lane < places.size(); lane++) {
        int next = places.get(lane).job();
        if (next < actors.get(i).jobs(lane) && actors.get(i).job(lane, next).operation() >= 0) {
          return true;
        }
      }
    }
    return false;
  }

  /** Without the requests that can do nothing any more. */
  int[] swept(int[] state) {
    int count = wayAt;
    for (int at = wayAt; at < state.length; at++) {
      if ((state[at] & 31) != SmallWorld.NOBODY || !spent(state, state[at])) {
        state[count++] = state[at];
      }
    }
    return count == state.length ? state : Arrays.copyOf(state, count);
  }
}
