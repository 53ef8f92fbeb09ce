package caplab.lab.trial;

import caplab.lab.history.HistoryEvent;
import caplab.lab.history.HistoryEvent.Type;
import caplab.lab.model.Topology;
import caplab.lab.model.Topology.Kind;
import caplab.lab.stage.ClientAnswer;
import caplab.lab.stage.ClientCall;
import caplab.lab.stage.Stage;
import caplab.lab.workload.Scene;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** All clients of one run, and the record of what they asked and heard. */
final class Clients implements Scene {

  private final Stage stage;
  private final long seed;
  private final Recorder recorder;
  private final Map<Kind, Set<String>> watched = new EnumMap<>(Kind.class);
  private boolean open = true;
  private int clients;
  private int waiting;

  Clients(Stage stage, long seed, Recorder recorder) {
    this.stage = stage;
    this.seed = seed;
    this.recorder = recorder;
  }

  /** From now on clients begin nothing new. */
  void close() {
    open = false;
  }

  /** Calls that wait for their answers. */
  int waiting() {
    return waiting;
  }

  Set<String> watched(Kind kind) {
    return watched.getOrDefault(kind, Set.of());
  }

  @Override
  public Topology topology() {
    return stage.topology();
  }

  @Override
  public boolean open() {
    return open;
  }

  @Override
  public long nowMs() {
    return TimeUnit.NANOSECONDS.toMillis(stage.now());
  }

  @Override
  public void in(long delayMs, Runnable action) {
    stage.in(delayMs * stage.leisure(), action);
  }

  @Override
  public Client client(Kind kind, int zone) {
    return new Person(kind, zone, clients++);
  }

  @Override
  public void watch(Kind kind, String key) {
    watched.computeIfAbsent(kind, any -> new LinkedHashSet<>()).add(key);
  }

  @Override
  public void ask(Client client, ClientCall call, Consumer<ClientAnswer> then) {
    Person person = (Person) client;
    HistoryEvent begun = recorder.begin(person.process, stage.now(), call);
    waiting++;
    stage.ask(
        call,
        answer -> {
          waiting--;
          if (recorder.end(begun, answer).type() == Type.INFO) {
            // As Jepsen has it: whoever does not know goes on under another name.
            person.process = recorder.process();
          }
          then.accept(answer);
        });
  }

  private final class Person implements Client {

    private final Kind kind;
    private final int zone;
    private final int number;
    private final RandomGenerator random;
    private long process = recorder.process();

    Person(Kind kind, int zone, int number) {
      this.kind = kind;
      this.zone = zone;
      this.number = number;
      this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed * 1_000_003 + number);
    }

    @Override
    public Kind kind() {
      return kind;
    }

    @Override
    public int zone() {
      return zone;
    }

    @Override
    public int number() {
      return number;
    }

    @Override
    public RandomGenerator random() {
      return random;
    }
  }
}
