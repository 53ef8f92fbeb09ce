package caplab.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caplab.lab.model.UserError;
import org.junit.jupiter.api.Test;

/** What wrk 4.1.0 and redis-benchmark 7.0.15 print. */
class GeneratorOutputTest {

  private static final String WRK =
      """
      Running 1s test @ http://127.0.0.1:27050
        1 threads and 2 connections
        Thread Stats   Avg      Stdev     Max   +/- Stdev
          Latency    42.50ms    8.75ms  47.96ms   96.00%
          Req/Sec    45.45      9.34    60.00     72.73%
        50 requests in 1.10s, 5.73KB read
        Socket errors: connect 0, read 0, write 0, timeout 3
        Non-2xx or 3xx responses: 5
      Requests/sec:     45.47
      Transfer/sec:      5.21KB
      measured 50 requests, 5 refused, 3 lost, in 1099602 us, p50 43937 us, p99 47955 us
      """;

  private static final String REDIS_BENCHMARK =
      """
      "test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms","p95_latency_ms","p99_latency_ms","max_latency_ms"
      "EVALSHA 2c847a3f 2 log item__rand_int__ value","47619.05","0.067","0.016","0.063","0.111","0.151","1.623"
      """;

  @Test
  void wrk_isReadByTheLineOfOurScript_withoutWhatWasRefused() {
    Stretch read = Wrk.read(WRK);
    assertThat(read).isEqualTo(new Stretch(45, 8, 1.099602, 43.937, 47.955));
    assertThat(read.rate()).isEqualTo(45 / 1.099602);
  }

  @Test
  void redisBenchmark_isReadByItsColumns() {
    Stretch read = RedisBenchmark.read(REDIS_BENCHMARK, 2000);
    assertThat(read).isEqualTo(new Stretch(2000, 0, 2000 / 47619.05, 0.063, 0.151));
  }

  @Test
  void whatCannotBeRead_isOneLineWithTheLastThatWasSaid() {
    assertThatThrownBy(() -> Wrk.read("Running\nunable to connect\n"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("wrk", "unable to connect");
    assertThatThrownBy(() -> RedisBenchmark.read("\"test\",\"rps\"\n", 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("redis-benchmark");
  }
}
