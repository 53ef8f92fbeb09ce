package caplab.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveLoopTest extends EventLoopContract {

  private final ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();
  private final LiveLoop loop = new LiveLoop(RandomGenerator.getDefault(), faults::add);

  @AfterEach
  void close() {
    loop.close();
  }

  @Override
  <T> T await(Consumer<Consumer<T>> operation) {
    return loop.await(operation, Duration.ofMinutes(1));
  }

  @Override
  EventLoop loop() {
    return loop;
  }

  @Override
  void elsewhere(Runnable work) {
    Thread.startVirtualThread(work);
  }

  @Override
  List<Throwable> faults() {
    return List.copyOf(faults);
  }

  @Test
  void takesOneTurnAtATime_whoeverBringsThem_andForgetsNone() throws InterruptedException {
    int threads = 8;
    int each = 5_000;
    int[] unguarded = {0};
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger overlaps = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(threads * each);
    for (int i = 0; i < threads; i++) {
      Thread.ofPlatform()
          .start(() ->
              IntStream.range(0, each)
                  .forEach(turn ->
                      loop.execute(() -> {
                        overlaps.addAndGet(inside.getAndIncrement());
                        unguarded[0]++;
                        inside.getAndDecrement();
                        done.countDown();
                      })));
    }
    done.await();

    assertThat(overlaps).hasValue(0);
    assertThat(loop.<Integer>call(() -> unguarded[0])).isEqualTo(threads * each);
  }

  @Test
  void endsAsUsual_andStaysInterrupted_whenTheCallerIsInterrupted() {
    Thread.currentThread().interrupt();

    assertThat(this.<String>await(then -> loop.in(5, () -> then.accept("end")))).isEqualTo("end");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void goesOn_afterATurnThatThrew() {
    loop.execute(() -> {
      throw new AssertionError("a defect");
    });

    assertThat(loop.<String>call(() -> "goes on")).isEqualTo("goes on");
    assertThat(faults).singleElement().isInstanceOf(AssertionError.class);
  }

  @Test
  void manyProtocolsShareALoop() throws InterruptedException {
    int runs = 200;
    AtomicInteger right = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(runs);
    Replica<String, String> echo =
        new Replica<>() {
          @Override
          public String name() {
            return "a";
          }

          @Override
          public void ask(String request, long timeoutMs, Consumer<Event<String>> callback) {
            elsewhere(() -> callback.accept(new Event.Answered<>("a", request)));
          }
        };
    for (int i = 0; i < runs; i++) {
      String word = "word" + i;
      Thread.startVirtualThread(() -> {
        List<Event<String>> heard = new ArrayList<>();
        String outcome =
            await(then ->
                loop.run(
                    new Step.Ask<String, String, String>(
                        Map.of("a", word),
                        60_000,
                        (event, now) -> {
                          heard.add(event);
                          return new Step.Done<>(((Event.Answered<String>) event).reply());
                        }),
                    Map.of("a", echo),
                    () -> "at fault",
                    then));
        right.addAndGet(outcome.equals(word) && heard.size() == 1 ? 1 : 0);
        done.countDown();
      });
    }
    done.await();
    assertThat(right).hasValue(runs);
  }
}
