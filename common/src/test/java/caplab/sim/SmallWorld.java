package caplab.sim;

import caplab.sim.Actor.Kind;
import caplab.sim.Actor.Mood;
import caplab.sim.Actor.Place;
import caplab.sim.Actor.Turn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Nodes and processes of a service, and everything that a network may do to their messages, as a
 * model for the {@link Explorer}.
 *
 * <p>A job begins; a request under way reaches its node, and the answer arrives or is lost;
 * patience ends; a back-off ends, before the deadline or at it; a disk is lost; a process dies; a
 * request arrives twice. Loss needs no move of its own: what stays under way for ever is lost. How
 * states are kept, and what is left out because nothing is missed by it: {@link Parts}.
 */
public final class SmallWorld<Q, R, N> implements Explorer.Model<int[]> {

  /** Of a request under way whose answer nobody waits for. */
  static final int NOBODY = 31;

  private final Setup<Q, R, N> setup;
  private final Parts<Q, R, N> parts;
  private final List<Actor<Q, R>> actors;
  private final int processesAt;
  private final int operationsAt;
  private final int faultsAt;
  private final int hotAt;
  private final int wayAt;

  public SmallWorld(Setup<Q, R, N> setup) {
    this.setup = setup;
    parts = new Parts<>(setup);
    actors = parts.actors;
    processesAt = parts.processesAt;
    operationsAt = parts.operationsAt;
    faultsAt = parts.faultsAt;
    hotAt = parts.hotAt;
    wayAt = parts.wayAt;
  }

  @Override
  public int[] initial() {
    return parts.initial();
  }

  @Override
  public long fingerprint(int[] state) {
    return parts.fingerprint(state);
  }

  @Override
  public Optional<String> violation(int[] state) {
    return parts.verdict(state);
  }

  /** How many states of its parts the world has met. */
  public String parts() {
    return parts.toString();
  }

  @Override
  public List<Explorer.Move<int[]>> moves(int[] state) {
    List<Explorer.Move<int[]>> moves = new ArrayList<>();
    if (setup.judgesNodes() || parts.somebodyIsYetToBeTold(state)) {
      int quiet = parts.quiet(state);
      if (quiet >= 0) {
        arrival(state, quiet, moves);
      } else if (state[hotAt] > 0) {
        lane(state, (state[hotAt] - 1) / 3, (state[hotAt] - 1) % 3, moves);
        deliver(state, at -> (at & 31) == state[hotAt] - 1, moves);
      } else if (state[hotAt] < 0) {
        healers(state, moves);
        deliver(state, at -> (at >> 5 & 7) == -state[hotAt] - 1, moves);
      } else {
        processes(state, moves);
        deliver(state, at -> true, moves);
        wipe(state, moves);
      }
    }
    return moves;
  }

  private void healers(int[] state, List<Explorer.Move<int[]>> moves) {
    for (int process = 0; process < actors.size(); process++) {
      List<Place> places = actors.get(process).lanes(state[processesAt + process]);
      for (int lane = 0; lane < places.size(); lane++) {
        Place place = places.get(lane);
        if (place.job() < actors.get(process).jobs(lane)
            && actors.get(process).job(lane, place.job()).afterFault()) {
          lane(state, process, lane, moves);
        }
      }
    }
  }

  private void processes(int[] state, List<Explorer.Move<int[]>> moves) {
    for (int process = 0; process < actors.size(); process++) {
      List<Place> lanes = actors.get(process).lanes(state[processesAt + process]);
      for (int lane = 0; lane < lanes.size(); lane++) {
        lane(state, process, lane, moves);
      }
      if (state[faultsAt + 2] > 0 && lanes.stream().anyMatch(it -> it.mood() != Mood.IDLE)) {
        int[] crashed = local(state, process, 0, Kind.CRASHES);
        crashed[faultsAt + 2]--;
        add(moves, "p" + (process + 1) + " crashes", crashed);
      }
    }
  }

  private void wipe(int[] state, List<Explorer.Move<int[]>> moves) {
    for (int node = 0; node < processesAt && state[faultsAt] > 0; node++) {
      int[] wiped = state.clone();
      wiped[node] = parts.wiped(state[node]);
      wiped[faultsAt]--;
      wiped[hotAt] = -node - 1;
      add(moves, parts.name(node) + " loses its disk", parts.swept(wiped));
    }
  }

  private static void add(List<Explorer.Move<int[]>> moves, String label, int[] next) {
    moves.add(new Explorer.Move<>(() -> label, next));
  }

  /** What a lane does by itself. */
  private void lane(int[] state, int process, int lane, List<Explorer.Move<int[]>> moves) {
    Actor<Q, R> actor = actors.get(process);
    Place place = actor.lanes(state[processesAt + process]).get(lane);
    if (place.job() == actor.jobs(lane)) {
      return;
    }
    Program.Job<Q, R> job = actor.job(lane, place.job());
    String who = "p" + (process + 1) + " " + job.name();
    switch (place.mood()) {
      case IDLE -> {
        if (!job.afterFault() || state[faultsAt] < setup.wipes()) {
          add(moves, who + " begins", begun(state, process, lane, job.operation()));
        }
      }
      case ASKING -> {
        if (job.loses() && state[faultsAt + 3] != 0) {
          int[] next = losing(local(state, process, lane, Kind.TIMES_OUT));
          add(moves, who + " waits no longer", next);
        }
      }
      case PAUSING -> {
        if (place.retries() < job.retries()) {
          add(moves, who + " tries again", local(state, process, lane, Kind.GOES_ON));
        }
        if (job.deadline()) {
          add(moves, who + " meets its deadline", local(state, process, lane, Kind.GIVES_UP));
        }
      }
    }
  }

  private int[] begun(int[] state, int process, int lane, int operation) {
    int[] marked = state;
    if (operation >= 0) {
      marked = state.clone();
      int ended = 0;
      for (int other = 0; other < setup.operations(); other++) {
        ended |= state[operationsAt + 2 * other + 1] > 0 ? 1 << other : 0;
      }
      marked[operationsAt + 2 * operation] = ended + 1;
    }
    return local(marked, process, lane, Kind.BEGINS);
  }

  private int[] local(int[] state, int process, int lane, Kind kind) {
    Turn turn = actors.get(process).on(state[processesAt + process], kind, lane, 0, 0);
    int[] next = turned(state, process, lane, turn, kind == Kind.CRASHES);
    Place place = actors.get(process).lanes(turn.next()).get(lane);
    boolean free = place.mood() == Mood.IDLE || actors.get(process).lanes() > 1;
    next[hotAt] = free ? 0 : 3 * process + lane + 1;
    return parts.swept(next);
  }

  /**
   * @param which of the requests under way
   */
  private void deliver(int[] state, IntPredicate which, List<Explorer.Move<int[]>> moves) {
    for (int at = wayAt; at < state.length; at++) {
      boolean first = at == wayAt || state[at] != state[at - 1];
      if (first && which.test(state[at])) {
        arrival(state, at, moves);
      }
    }
  }

  private void arrival(int[] state, int at, List<Explorer.Move<int[]>> moves) {
    int asker = state[at] & 31;
    int node = state[at] >> 5 & 7;
    int request = state[at] >> 8;
    Parts.Arrival arrival = parts.arrival(state[node], request);
    boolean acts = arrival.node() != state[node];
    if (!acts && asker == NOBODY) {
      return;
    }
    int[] handled = new int[state.length - 1];
    System.arraycopy(state, 0, handled, 0, at);
    System.arraycopy(state, at + 1, handled, at, state.length - at - 1);
    handled[node] = arrival.node();
    handled[hotAt] = 0;
    if (asker != NOBODY) {
      int process = asker / 3;
      int lane = asker % 3;
      Turn turn =
          actors
              .get(process)
              .on(state[processesAt + process], Kind.HEARS, lane, node, arrival.reply());
      int[] heard = turned(handled, process, lane, turn, false);
      if (actors.get(process).lanes(turn.next()).get(lane).mood() == Mood.PAUSING) {
        heard[hotAt] = actors.get(process).lanes() > 1 ? 0 : asker + 1;
      }
      arrive(state, at, heard, ", answered", moves);
    }
    if (acts && asker == NOBODY) {
      arrive(state, at, handled, ", late", moves);
    } else if (acts && state[faultsAt + 3] != 0) {
      arrive(state, at, losing(handled), ", the answer is lost", moves);
    }
  }

  private int[] losing(int[] state) {
    state[faultsAt + 3] -= state[faultsAt + 3] > 0 ? 1 : 0;
    return state;
  }

  /** The same twice: the request is gone, or a copy of it is still under way. */
  private void arrive(
      int[] state, int at, int[] next, String how, List<Explorer.Move<int[]>> moves) {
    int request = state[at] >> 8;
    int node = state[at] >> 5 & 7;
    moves.add(new Explorer.Move<>(() -> arrives(request, node) + how, parts.swept(next.clone())));
    if (state[faultsAt + 1] > 0 && !setup.reads().test(parts.request(request))) {
      int[] twice = sorted(Arrays.copyOf(next, next.length + 1), state[at] | NOBODY);
      twice[faultsAt + 1]--;
      moves.add(
          new Explorer.Move<>(() -> arrives(request, node) + how + ", a copy is under way", twice));
    }
  }

  private String arrives(int request, int node) {
    return parts.name(node) + " gets " + parts.request(request);
  }

  private int[] turned(int[] state, int process, int lane, Turn turn, boolean crash) {
    int[] way = new int[state.length - wayAt + turn.sent().size()];
    int count = 0;
    for (int at = wayAt; at < state.length; at++) {
      int asker = state[at] & 31;
      boolean mine = asker == 3 * process + lane || crash && asker / 3 == process;
      if (!mine || asker == NOBODY || !turn.askOver()) {
        way[count++] = state[at];
      } else if (!setup.reads().test(parts.request(state[at] >> 8))) {
        way[count++] = state[at] | NOBODY;
      }
    }
    for (Actor.Sent sent : turn.sent()) {
      way[count++] = sent.request() << 8 | sent.node() << 5 | 3 * process + lane;
    }
    Arrays.sort(way, 0, count);
    int[] next = Arrays.copyOf(state, wayAt + count);
    System.arraycopy(way, 0, next, wayAt, count);
    next[processesAt + process] = turn.next();
    if (turn.ended() >= 0) {
      next[operationsAt + 2 * turn.ended() + 1] = turn.outcome() + 1;
    }
    return next;
  }

  private int[] sorted(int[] state, int last) {
    state[state.length - 1] = last;
    Arrays.sort(state, wayAt, state.length);
    return state;
  }
}
