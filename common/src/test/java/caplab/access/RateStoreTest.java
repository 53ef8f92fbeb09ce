package caplab.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.access.RateLimiter.Quota;
import caplab.node.NodeAddress;
import caplab.node.RedisServers;
import caplab.observe.Events;
import caplab.observe.Heard;
import caplab.seal.Pseudonym;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Instances that count together, in a real Redis, as the user that it knows them by. */
class RateStoreTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int LIMIT = 20;

  private final RedisServers servers = RedisServers.startFor("limiter", 1);
  private final Heard heard = Heard.listen();
  private final List<Instance> instances = new ArrayList<>();

  @AfterEach
  void end() {
    instances.forEach(Instance::close);
    heard.close();
    servers.close();
  }

  /** A limiter of an instance, with a clock of its own. */
  private static final class Instance implements TimeMeter, AutoCloseable {

    private final AtomicLong nanos = new AtomicLong(Duration.ofDays(20_000).toNanos());
    private final AtomicInteger alone = new AtomicInteger();
    private final RateStore store;
    private final RateLimiter limiter;

    Instance(List<NodeAddress> addresses, String rates, Duration patience) {
      Events events = new Events(new Pseudonym("secret", true));
      Pseudonym names = new Pseudonym("secret", false);
      store = RateStore.open(addresses, Optional.empty(), "cp", names, events, this, patience);
      limiter =
          new RateLimiter(
              Rate.parseAll(rates), this, Optional.of(store), "client", alone::incrementAndGet);
    }

    /** As the gate does. */
    Quota ask(String who) {
      Quota own = limiter.take(who);
      return own.taken() ? limiter.share(who, own) : own;
    }

    /** How many of so many requests are answered. */
    int answered(String who, int requests) {
      int answered = 0;
      for (int i = 0; i < requests; i++) {
        answered += ask(who).taken() ? 1 : 0;
      }
      return answered;
    }

    /** Waits until the store takes its counts, of somebody whom nobody else asks about. */
    Instance shares() {
      await().atMost(PATIENCE).until(() -> ask("probe " + System.nanoTime()).shared());
      alone.set(0);
      return this;
    }

    void pass(Duration time) {
      nanos.addAndGet(time.toNanos());
    }

    @Override
    public long currentTimeNanos() {
      return nanos.get();
    }

    @Override
    public boolean isWallClockBased() {
      return true;
    }

    @Override
    public void close() {
      store.close();
    }
  }

  private Instance instance(String rates, Duration patience) {
    Instance made = new Instance(List.of(servers.only().address()), rates, patience);
    instances.add(made);
    return made;
  }

  /** One that waits for an answer, so that a busy machine makes no difference. */
  private Instance instance(String rates) {
    return instance(rates, PATIENCE);
  }

  private Instance instance() {
    return instance(LIMIT + "/hour");
  }

  private Set<String> keys() {
    try (Jedis admin = servers.only().client()) {
      return admin.keys("*");
    }
  }

  private long commands() {
    try (Jedis admin = servers.only().client()) {
      return admin
          .info("commandstats")
          .lines()
          .filter(line -> line.startsWith("cmdstat_evalsha:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll(".*calls=([0-9]+),.*", "$1")))
          .sum();
    }
  }

  @Test
  void togetherTheyAnswerAsMuchAsOneMay() {
    Instance one = instance().shares();
    Instance other = instance().shares();
    assertThat(one.answered("a", LIMIT / 2)).isEqualTo(LIMIT / 2);
    Quota left = other.ask("a");
    assertThat(left.left()).containsExactly(LIMIT / 2 - 1);
    assertThat(other.answered("a", LIMIT)).isEqualTo(LIMIT / 2 - 1);
    assertThat(one.answered("a", 5)).isZero();
    Quota refused = one.ask("a");
    assertThat(refused.taken()).isFalse();
    assertThat(refused.waitMs()).isEqualTo(Duration.ofHours(1).toMillis() / LIMIT);
    assertThat(other.answered("b", LIMIT + 5)).isEqualTo(LIMIT);
    one.pass(Duration.ofHours(1).dividedBy(LIMIT));
    other.pass(Duration.ofHours(1).dividedBy(LIMIT));
    assertThat(one.answered("a", 3) + other.answered("a", 3)).isOne();
    assertThat(one.alone.get() + other.alone.get()).isZero();
  }

  @Test
  void togetherTheyAnswerAsMuchAsOneMay_whenAllAskAtOnce() throws InterruptedException {
    List<Instance> several = List.of(instance().shares(), instance().shares(), instance().shares());
    AtomicInteger answered = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4 * LIMIT; i++) {
      Instance asked = several.get(i % several.size());
      threads.add(
          Thread.startVirtualThread(() -> answered.addAndGet(asked.ask("a").taken() ? 1 : 0)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    int alone = several.stream().mapToInt(each -> each.alone.get()).sum();
    assertThat(answered.get()).isBetween(LIMIT, LIMIT + alone);
  }

  @Test
  void whoeverIsKnownToBeExhausted_isNotAskedAbout() {
    Instance one = instance().shares();
    Instance other = instance().shares();
    one.answered("a", LIMIT);
    other.answered("a", 2);
    long before = commands();
    assertThat(one.answered("a", 100) + other.answered("a", 100)).isZero();
    // Nor is anything taken first that would have to be given back.
    assertThat(other.limiter.take("a").taken()).isFalse();
    assertThat(commands()).isEqualTo(before);
  }

  @Test
  void whatIsGivenBackIsThereForAll() {
    Instance one = instance("1/hour").shares();
    Instance other = instance("1/hour").shares();
    Quota taken = one.ask("a");
    assertThat(taken.shared()).isTrue();
    one.limiter.giveBack("a", taken);
    assertThat(other.ask("a").taken()).isTrue();
    assertThat(one.ask("a").taken()).isFalse();
  }

  @Test
  void aStoreThatIsGone_leavesEachToItself_andIsUsedAgainWhenItIsBack() {
    Instance one = instance().shares();
    Instance other = instance().shares();
    servers.only().kill();
    assertThat(one.answered("a", LIMIT + 5)).isEqualTo(LIMIT);
    assertThat(other.answered("a", LIMIT + 5)).isEqualTo(LIMIT);
    assertThat(one.alone.get()).isEqualTo(LIMIT);
    assertThat(heard.lines("DB_CONNECT_FAILURE"))
        .anyMatch(line -> line.contains("limits are not shared meanwhile"));
    servers.only().start();
    one.shares();
    other.shares();
    assertThat(one.answered("b", LIMIT / 2) + other.answered("b", LIMIT)).isEqualTo(LIMIT);
    // Nobody may more than before because of it.
    assertThat(one.answered("a", 1) + other.answered("a", 1)).isZero();
  }

  /** The bound is that of the document; what is awaited is that nothing waits for the node. */
  @Test
  void aStoreThatStandsStill_holdsNobodyUp() {
    Instance one = instance(LIMIT + "/hour", RateStore.PATIENCE).shares();
    servers.only().pause();
    try {
      assertThat(one.answered("a", LIMIT + 5)).isEqualTo(LIMIT);
      // Its breaker is open by now, or soon: then nothing is even sent.
      await().atMost(PATIENCE).until(() -> !one.ask("probe " + System.nanoTime()).shared());
    } finally {
      servers.only().resume();
    }
    one.shares();
  }

  @Test
  void aUserWhoMayNotCount_isToldOf_andHoldsNobodyUp() {
    NodeAddress asAnother =
        NodeAddress.parse("db_g1=" + servers.only().uri().replace("limiter", "app-ap"));
    Instance wrong = new Instance(List.of(asAnother), LIMIT + "/hour", PATIENCE);
    instances.add(wrong);
    await()
        .atMost(PATIENCE)
        .until(() -> {
          wrong.ask("probe " + System.nanoTime());
          return heard.lines("CONFIG").stream()
              .anyMatch(line -> line.contains("limits are not shared: NOPERM"));
        });
    assertThat(wrong.answered("a", LIMIT + 5)).isEqualTo(LIMIT);
    assertThat(heard.lines("CONFIG").stream().filter(line -> line.contains("NOPERM"))).hasSize(1);
  }

  @Test
  void memoryIsBounded_asABucketGoesOnceItIsFull_andNamesNobody() {
    Instance one = instance("600/minute").shares();
    await().atMost(PATIENCE).until(() -> keys().isEmpty());
    one.ask("192.0.2.1");
    assertThat(keys())
        .singleElement()
        .asString()
        .startsWith("limit:cp:")
        .doesNotContain("192.0.2.1", "client");
    // A tenth of a second to be full again, and a second more for clocks that differ.
    try (Jedis admin = servers.only().client()) {
      assertThat(admin.pttl(keys().iterator().next())).isBetween(-2L, 1_200L);
    }
    await().atMost(PATIENCE).until(() -> keys().isEmpty());
  }

  /** A clock that is ahead gives back early, once, and no more than that. */
  @Test
  void aClockThatIsAheadLetsWhatWasTakenComeBackOnce() {
    Instance one = instance().shares();
    Instance ahead = instance().shares();
    ahead.pass(Duration.ofHours(5));
    assertThat(one.answered("a", LIMIT)).isEqualTo(LIMIT);
    assertThat(ahead.answered("a", 2 * LIMIT)).isEqualTo(LIMIT);
    one.pass(Duration.ofHours(1));
    ahead.pass(Duration.ofSeconds(1));
    assertThat(one.answered("a", LIMIT) + ahead.answered("a", LIMIT)).isZero();
  }
}
