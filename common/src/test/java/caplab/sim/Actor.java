package caplab.sim;

import caplab.protocol.Event;
import caplab.protocol.Phase;
import caplab.protocol.Step;
import caplab.sim.Program.Job;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * One process of a service in a small world, as a table that grows when it is asked. Its state is
 * what it has consumed since its start; two states are one if memory and phases have one
 * fingerprint. A phase cannot be copied with its memory, so the first event sequence that led to a
 * state is kept, and replayed once for each event that is new in that state.
 */
final class Actor<Q, R> {

  enum Kind {
    BEGINS,
    HEARS,
    TIMES_OUT,
    GOES_ON,
    GIVES_UP,
    CRASHES
  }

  /** What a lane waits for. */
  enum Mood {
    IDLE,
    ASKING,
    PAUSING
  }

  /** Where a lane is: in or before the job of this number. */
  record Place(int job, Mood mood, int retries) {}

  record Sent(int node, int request) {}

  /**
   * What an event leads to.
   *
   * @param askOver whether answers to what the lane asked before are dropped from now on
   * @param ended the operation that ended, or −1
   */
  record Turn(int next, boolean askOver, List<Sent> sent, int ended, int outcome) {}

  private record Occurrence(Kind kind, int lane, int node, int reply) {}

  private record Local(int before, Occurrence last, List<Place> lanes) {}

  private final Parts<Q, R, ?> world;
  private final IntFunction<Program<Q, R>> program;
  private final Catalog<Local> states;
  private final Map<Long, Turn> turns = new HashMap<>();

  /**
   * @param program from how often the process crashed before
   */
  Actor(Parts<Q, R, ?> world, List<Fingerprint> renamings, IntFunction<Program<Q, R>> program) {
    this.world = world;
    this.program = program;
    this.states = new Catalog<>(renamings);
    Life life = new Life();
    states.number(new Local(-1, null, life.places()), life.likeness());
  }

  List<Place> lanes(int state) {
    return states.get(state).lanes();
  }

  Job<Q, R> job(int lane, int number) {
    return program.apply(0).lanes().get(lane).get(number);
  }

  int jobs(int lane) {
    return program.apply(0).lanes().get(lane).size();
  }

  int lanes() {
    return program.apply(0).lanes().size();
  }

  long print(int state, int renaming) {
    return states.print(state, renaming);
  }

  int size() {
    return states.size();
  }

  Turn on(int state, Kind kind, int lane, int node, int reply) {
    long event = ((kind.ordinal() * 4L + lane) * 16 + node) << 24 | reply;
    return turns.computeIfAbsent(
        (long) state << 34 | event, key -> turn(state, new Occurrence(kind, lane, node, reply)));
  }

  private Turn turn(int state, Occurrence event) {
    List<Occurrence> past = new ArrayList<>();
    for (int at = state; states.get(at).before() >= 0; at = states.get(at).before()) {
      past.addFirst(states.get(at).last());
    }
    Life life = new Life();
    past.forEach(life::feed);
    life.sent.clear();
    life.ended = -1;
    life.feed(event);
    int next = states.number(new Local(state, event, life.places()), life.likeness());
    return new Turn(next, life.askOver, List.copyOf(life.sent), life.ended, life.outcome);
  }

  /** One replay. */
  private final class Life {
    private int crashes;
    private Program<Q, R> running = program.apply(0);
    private final List<Lane> lanes = new ArrayList<>();
    private final List<Sent> sent = new ArrayList<>();
    private boolean askOver;
    private int ended = -1;
    private int outcome;

    Life() {
      running.lanes().forEach(jobs -> lanes.add(new Lane()));
    }

    List<Place> places() {
      return lanes.stream().map(it -> new Place(it.job, it.mood, it.retries)).toList();
    }

    /** All that decides what the process will do. */
    Object likeness() {
      List<Object> all = new ArrayList<>(List.of(crashes, running.memory()));
      lanes.forEach(lane -> {
        all.add(new Place(lane.job, lane.mood, lane.retries));
        all.add(lane.phase);
      });
      return all;
    }

    void feed(Occurrence event) {
      askOver = false;
      if (event.kind() == Kind.CRASHES) {
        crash();
        return;
      }
      Lane lane = lanes.get(event.lane());
      Job<Q, R> job = running.lanes().get(event.lane()).get(lane.job);
      switch (event.kind()) {
        case BEGINS -> take(lane, job, job.begin().get());
        case HEARS ->
            take(
                lane,
                job,
                lane.phase.on(
                    new Event.Answered<>(world.name(event.node()), world.reply(event.reply())), 0));
        case TIMES_OUT -> take(lane, job, lane.phase.on(new Event.Timeout<>(), 0));
        case GOES_ON -> {
          lane.retries++;
          take(lane, job, lane.phase.on(new Event.Timeout<>(), 0));
        }
        case GIVES_UP -> take(lane, job, lane.phase.on(new Event.Timeout<>(), Program.DEADLINE_MS));
        case CRASHES -> throw new AssertionError("done before");
      }
    }

    /** What it was doing is given up, what it remembered is gone; the rest is still asked of it. */
    private void crash() {
      running = program.apply(++crashes);
      askOver = true;
      for (Lane lane : lanes) {
        lane.go(lane.mood == Mood.IDLE ? lane.job : lane.job + 1);
      }
    }

    private <O> void take(Lane lane, Job<Q, R> job, Step<Q, R, O> step) {
      askOver = !(step instanceof Step.Stay<Q, R, O>);
      switch (step) {
        case Step.Ask<Q, R, O>(Map<String, Q> messages, long patienceMs, Phase<Q, R, O> then) -> {
          lane.waits(Mood.ASKING, then);
          messages.forEach(
              (node, request) -> sent.add(new Sent(world.number(node), world.request(request))));
        }
        case Step.Stay<Q, R, O>(Phase<Q, R, O> then) -> lane.waits(Mood.ASKING, then);
        case Step.Pause<Q, R, O>(long leastMs, long mostMs, Phase<Q, R, O> then) ->
            lane.waits(Mood.PAUSING, then);
        case Step.Done<Q, R, O>(O end) -> {
          job.ended().accept(end);
          lane.go(lane.job + 1);
          if (job.operation() >= 0) {
            ended = job.operation();
            outcome = world.outcome(end);
          }
        }
      }
    }

    private final class Lane {
      private int job;
      private Mood mood = Mood.IDLE;
      private int retries;
      private Phase<Q, R, ?> phase;

      void waits(Mood how, Phase<Q, R, ?> then) {
        mood = how;
        phase = then;
      }

      void go(int to) {
        job = to;
        mood = Mood.IDLE;
        retries = 0;
        phase = null;
      }
    }
  }
}
