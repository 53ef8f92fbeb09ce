package caplab.lab.bench;

import caplab.lab.bench.BenchResult.Idle;
import caplab.lab.bench.BenchResult.Skipped;
import caplab.lab.bench.Readings.Cell;
import caplab.lab.bench.Readings.Costed;
import caplab.lab.embedded.DataDirectory;
import caplab.lab.embedded.Ports;
import caplab.lab.embedded.RedisBinary;
import caplab.lab.embedded.Setup;
import caplab.lab.model.Topology;
import caplab.lab.model.Topology.Kind;
import caplab.lab.model.UserError;
import caplab.lab.wire.Patience;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Measures both services beside their peers in one run: each repetition takes all rivals in turn,
 * so that what the machine does meanwhile strikes all alike. Whoever is not asked stands still.
 */
public final class Bench {

  /** Values that are longer would fill the nodes with keys that are written once. */
  private static final int FIRST_WRITE_BYTES_MAX = 1024;

  private static final int ROUSING_CLIENTS = 16;
  private static final Duration ROUSED = Duration.ofSeconds(30);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  /**
   * Where a bench finds what it needs.
   *
   * @param root the folder of the project
   * @param data for the disks of all that is measured; dropped before and afterwards
   * @param binaries where a carried Redis is unpacked
   * @param portBase where rivals listen, ten ports apart; free ports if empty
   * @param searchPath where peers and generators are looked for, as in PATH
   */
  public record Site(
      Path root, Path data, Path binaries, Optional<Integer> portBase, String searchPath) {}

  private final BenchPlan plan;
  private final Site site;
  private final String command;
  private final Consumer<String> told;
  private final RedisBinary redis;
  private final Optional<Wrk> wrk;
  private final Readings readings = new Readings();
  private final List<Skipped> skipped = new ArrayList<>();
  private final List<RecoveryCost> recoveries = new ArrayList<>();
  private final List<Rival> rivals = new CopyOnWriteArrayList<>();
  private int stretches;

  /**
   * Prepares one.
   *
   * @param command that makes another like it, for whoever reads the result
   * @param told hears what is measured now
   */
  public Bench(BenchPlan plan, Site site, String command, Consumer<String> told) {
    this.plan = plan;
    this.site = site;
    this.command = command;
    this.told = told;
    this.redis = RedisBinary.choose(site.searchPath(), site.binaries());
    this.wrk = Tool.find("wrk", site.searchPath()).map(program -> new Wrk(program, site.data()));
  }

  /**
   * Runs it whole.
   *
   * @throws UserError if a port is taken, or something does not start, ends, or answers wrongly
   */
  public BenchResult run() {
    Machine machine = Machine.here();
    String started =
        ZonedDateTime.now()
            .truncatedTo(ChronoUnit.SECONDS)
            .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    Thread lastResort = new Thread(this::end, "end-of-bench");
    Runtime.getRuntime().addShutdownHook(lastResort);
    try {
      for (int bytes : plan.valueBytes()) {
        measure(bytes);
        end();
      }
    } finally {
      end();
      forget(lastResort);
    }
    return new BenchResult(
        started,
        command,
        machine,
        versions(),
        wrk.isPresent() ? "wrk" : "our own, as there is no wrk here (Debian package 'wrk')",
        plan,
        List.copyOf(skipped),
        BenchResult.rows(readings),
        readings.idle(),
        List.copyOf(recoveries));
  }

  /** Later the folder may be that of another. */
  private static void forget(Thread lastResort) {
    try {
      Runtime.getRuntime().removeShutdownHook(lastResort);
    } catch (IllegalStateException ending) {
      // It runs already.
    }
  }

  /** Ends all that was started, and drops their disks. */
  private synchronized void end() {
    rivals.forEach(rival -> rival.party().end());
    rivals.clear();
    DataDirectory.drop(site.data());
  }

  private void measure(int bytes) {
    DataDirectory.open(site.data(), true);
    start();
    String value = value(bytes);
    rivals.forEach(rival -> turn(rival, value, () -> fill(rival, value)));
    rivals.forEach(rival -> turn(rival, value, () -> warmUp(rival, value)));
    if (readings.idle().isEmpty()) {
      rest(value);
    }
    for (int clients : plan.clients()) {
      inTurn(clients, value, this::throughput);
      inTurn(clients, value, this::latency);
    }
    if (plan.contest() == Contest.KEYS) {
      rivals.forEach(rival -> turn(rival, value, () -> recover(rival)));
    }
  }

  /** A service that starts anew, then a node that lost all. */
  private void recover(Rival rival) {
    if (rival instanceof OurService service) {
      told.accept(rival.name() + ", its service is started anew");
      service.party().killServices();
      RecoveryCost.Step restart =
          RecoveryCost.step(service, () -> service.party().startServices(OurService.READY));
      told.accept(rival.name() + ", a node is wiped");
      RecoveryCost.Step refill = RecoveryCost.step(service, service.party()::wipeLast);
      recoveries.add(new RecoveryCost(rival.name(), rival.known().count(), restart, refill));
    }
  }

  private interface Measuring {
    void of(Rival rival, Work work, Cell cell, String value);
  }

  /** Every repetition begins with another rival, and nobody always comes after the same one. */
  private void inTurn(int clients, String value, Measuring measuring) {
    for (int repetition = 1; repetition <= plan.repetitions(); repetition++) {
      List<Rival> order = new ArrayList<>(rivals);
      Collections.rotate(order, repetition - 1);
      if (repetition % 2 == 0) {
        Collections.reverse(order);
      }
      for (Rival rival : order) {
        String where =
            "%d clients, %d bytes, %d of %d"
                .formatted(clients, value.length(), repetition, plan.repetitions());
        turn(
            rival,
            value,
            () -> {
              for (Work work : works(rival, value)) {
                told.accept(rival.name() + " " + work.text() + ", " + where);
                measuring.of(rival, work, cell(rival, work, clients, value), value);
              }
            });
      }
    }
  }

  private void throughput(Rival rival, Work work, Cell cell, String value) {
    Target target = target(rival, work, value);
    Split before = rival.party().spentUs();
    Stretch stretch = closed(target, cell.clients(), plan.stretchS());
    rival.settle();
    rival.party().check();
    readings.closed(cell, new Costed(stretch, rival.party().spentUs().minus(before)));
    rival.tidy();
    readings.loaded(rival.name(), rival.party().residentMb());
  }

  private void latency(Rival rival, Work work, Cell cell, String value) {
    if (target(rival, work, value) instanceof Target.Web web) {
      double rate = readings.pace(cell);
      readings.paced(cell, JavaLoad.paced(web, cell.clients(), rate, plan.stretchS()));
      rival.settle();
      rival.tidy();
      rival.party().check();
    }
  }

  private void warmUp(Rival rival, String value) {
    int clients = plan.clients().stream().max(Comparator.naturalOrder()).orElse(1);
    for (Work work : works(rival, value)) {
      told.accept(rival.name() + " " + work.text() + ", warming up");
      List<Double> rates = new ArrayList<>();
      while (!WarmUp.isOver(rates, plan.warmUpMaxS())) {
        rates.add(closed(target(rival, work, value), clients, 1).rate());
      }
      rival.settle();
      rival.tidy();
    }
  }

  /** All at once: together they are far from filling the machine. */
  private void rest(String value) {
    told.accept("nobody asks");
    rivals.forEach(Rival::resume);
    rivals.forEach(rival -> rouse(rival, value));
    rivals.forEach(Rival::settle);
    Map<Rival, Split> before = each(rival -> rival.party().spentUs());
    Map<Rival, Long> scripts = each(rival -> rival.party().scripts());
    long since = System.nanoTime();
    Patience.until(Duration.ofSeconds(plan.idleS()), () -> false);
    double seconds = (System.nanoTime() - since) / 1e9;
    rivals.forEach(rival -> {
      Party party = rival.party();
      Split spentUs = party.spentUs().minus(before.get(rival));
      double nodes = Math.max(1, party.nodes().size());
      Split residentMb = party.residentMb();
      readings.idle(
          new Idle(
              rival.name(),
              spentUs.by(1e6 * seconds / 100),
              (party.scripts() - scripts.get(rival)) / nodes / seconds,
              residentMb,
              residentMb));
    });
    rivals.forEach(rival -> rival.party().pause());
  }

  private <T> Map<Rival, T> each(Function<Rival, T> question) {
    Map<Rival, T> answers = new LinkedHashMap<>();
    rivals.forEach(rival -> answers.put(rival, question.apply(rival)));
    return answers;
  }

  private void turn(Rival rival, String value, Runnable act) {
    rival.resume();
    rouse(rival, value);
    rival.settle();
    act.run();
    rival.party().pause();
  }

  private void fill(Rival rival, String value) {
    if (rival.known().count() > KeyRange.KNOWN.count()) {
      AtomicLong filled = new AtomicLong();
      rival
          .known()
          .parts()
          .forEach(part -> {
            write(rival, part, value);
            told.accept("%s, %,d keys".formatted(rival.name(), filled.addAndGet(part.count())));
          });
    }
  }

  /** Writes the first keys: when all these writes are taken it is wholly awake. */
  private void rouse(Rival rival, String value) {
    write(rival, KeyRange.KNOWN, value);
  }

  /** Writes each of these keys, until all these writes are taken. */
  private void write(Rival rival, KeyRange keys, String value) {
    if (rival.target(Work.WRITE, keys, value) instanceof Target.Web web) {
      if (!Patience.until(ROUSED, () -> JavaLoad.once(web, ROUSING_CLIENTS).failed() == 0)) {
        rival.party().check();
        throw UserError.now(
            rival.name()
                + " does not take writes: "
                + rival.party().services().getFirst().lastWords());
      }
      verify(rival, value);
    }
  }

  /** A server that answers quickly but wrongly is not measured. */
  private void verify(Rival rival, String value) {
    if (target(rival, Work.READ, value) instanceof Target.Web web) {
      WebRequest read = web.request().of(KeyRange.KNOWN.at(0));
      String answer =
          rival
              .services()
              .send(
                  rival
                      .services()
                      .to(web.port(), read.path(), ANSWER)
                      .method(read.method(), BodyPublishers.ofString(read.body()))
                      .build())
              .join()
              .body();
      if (!answer.contains(value) && !answer.contains(Etcd.base64(value))) {
        throw UserError.now(
            rival.name()
                + " does not read what was written: "
                + answer.substring(0, Math.min(200, answer.length())).strip());
      }
    }
  }

  private Stretch closed(Target target, int clients, int seconds) {
    return switch (target) {
      case Target.Web web ->
          wrk.map(it -> it.run(web, clients, seconds))
              .orElseGet(() -> JavaLoad.closed(web, clients, seconds));
      case Target.Redis server -> RedisBenchmark.run(server, clients, seconds);
    };
  }

  private Target target(Rival rival, Work work, String value) {
    KeyRange keys =
        switch (work) {
          case READ, WRITE -> rival.known();
          case FIRST_WRITE -> KeyRange.fresh(++stretches);
        };
    return rival.target(work, keys, value);
  }

  private List<Work> works(Rival rival, String value) {
    return rival.works().stream()
        .filter(work ->
            work != Work.FIRST_WRITE
                || plan.contest() == Contest.PEERS && value.length() <= FIRST_WRITE_BYTES_MAX)
        .toList();
  }

  private static Cell cell(Rival rival, Work work, int clients, String value) {
    String contest = rival.peer().orElse(rival.name());
    return new Cell(rival.name(), contest, work, clients, value.length());
  }

  /** Letters, as a path and JSON take them without ado. */
  private static String value(int bytes) {
    return "abcdefghijklmnopqrstuvwxyz".repeat(bytes / 26 + 1).substring(0, bytes);
  }

  private void start() {
    skipped.clear();
    switch (plan.contest()) {
      case PEERS -> startPeers();
      case LOCKED -> startLocked();
      case NODES, KEYS -> startSizes();
    }
  }

  private void startLocked() {
    for (Kind kind : Kind.values()) {
      String name = OurService.name(kind);
      add(name, OurService.NODES, setup -> OurService.unguarded(setup, kind));
      Guard guard = Guard.in(site.data());
      add(
          name + "-locked",
          OurService.NODES,
          guard.settings(),
          setup -> OurService.guarded(setup, kind, guard));
    }
  }

  /** The first size of each service is what its others are compared with. */
  private void startSizes() {
    boolean nodes = plan.contest() == Contest.NODES;
    for (Kind kind : Kind.values()) {
      Optional<String> first = Optional.empty();
      for (int size : plan.sizes()) {
        String name =
            "%s, %,d %s%s"
                .formatted(
                    OurService.name(kind), size, plan.contest().unit(), size == 1 ? "" : "s");
        Optional<String> peer = first;
        add(
            "%s-%d".formatted(OurService.name(kind), size),
            nodes ? size : OurService.NODES,
            setup ->
                OurService.alone(
                    name, setup, kind, peer, nodes ? KeyRange.KNOWN : KeyRange.of(size)));
        first = first.or(() -> Optional.of(name));
      }
    }
  }

  private void startPeers() {
    peer(RawRedis.NAME, 1, "redis-benchmark", "redis-tools", RawRedis::new);
    peer(Webdis.NAME, 1, "webdis", "webdis", Webdis::new);
    add("app-ap", OurService.NODES, setup -> OurService.besideAPeer(setup, Kind.AP));
    peer(Etcd.NAME, Etcd.MEMBERS, "etcd", "etcd-server", Etcd::new);
    add("app-cp", OurService.NODES, setup -> OurService.besideAPeer(setup, Kind.CP));
  }

  private void peer(
      String name,
      int nodes,
      String program,
      String debianPackage,
      BiFunction<Setup, Path, Rival> made) {
    Tool.find(program, site.searchPath())
        .ifPresentOrElse(
            found -> add(name, nodes, setup -> made.apply(setup, found)),
            () -> skipped.add(new Skipped(name, program, debianPackage)));
  }

  private void add(String name, int nodes, Function<Setup, Rival> made) {
    add(name, nodes, Map.of(), made);
  }

  private void add(
      String name, int nodes, Map<String, String> settings, Function<Setup, Rival> made) {
    told.accept("starting " + name);
    Rival rival = made.apply(setup(name, nodes, settings));
    rivals.add(rival);
    rival.start(how -> told.accept("starting " + how));
    rival.party().pause();
  }

  private Setup setup(String name, int nodes, Map<String, String> settings) {
    Topology topology = new Topology(nodes, 1);
    return new Setup(
        topology,
        site.portBase()
            .map(base -> new Ports(base + 10 * rivals.size()))
            .orElseGet(() -> Ports.free(topology)),
        DataDirectory.open(site.data().resolve(name), true),
        redis,
        site.root(),
        Setup.SERVICES,
        settings,
        false);
  }

  private Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("java", Runtime.version().toString());
    versions.put("redis", redis.version().toString());
    Tool.find(Etcd.NAME, site.searchPath())
        .map(program -> Tool.said(List.of(program.toString(), "--version")))
        .ifPresent(said ->
            versions.put(
                Etcd.NAME, said.lines().findFirst().orElse("?").replace("etcd Version: ", "")));
    return versions;
  }
}
