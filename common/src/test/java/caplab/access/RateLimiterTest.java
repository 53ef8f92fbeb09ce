package caplab.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caplab.access.Rate.Unit;
import caplab.access.RateLimiter.Quota;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimiterTest {

  private final AtomicLong nanos = new AtomicLong();
  private final TimeMeter time =
      new TimeMeter() {
        @Override
        public long currentTimeNanos() {
          return nanos.get();
        }

        @Override
        public boolean isWallClockBased() {
          return false;
        }
      };

  private RateLimiter limiter(String rates) {
    return new RateLimiter(Rate.parseAll(rates), time);
  }

  private static Quota take(RateLimiter limiter, String who, int times) {
    Quota last = limiter.take(who);
    for (int i = 1; i < times; i++) {
      last = limiter.take(who);
    }
    return last;
  }

  @Test
  void readsSeveralRates() {
    assertThat(Rate.parseAll("1000/hour, 100/minute"))
        .containsExactly(new Rate(1000, Unit.HOUR), new Rate(100, Unit.MINUTE));
    assertThat(Rate.parseAll("off")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0/minute",
        "abc",
        "1e9/second",
        "1000000000/second",
        "-1/hour",
        "5",
        "5/week",
        "5/minute,",
        "5/minute,6/minute",
        "",
        "off,5/minute",
        "99999999999999999999/second"
      })
  void refusesARateThatIsNone_inOneLine(String text) {
    assertThatThrownBy(() -> Rate.parseAll(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(must be|names) .*");
  }

  @Test
  void holdsEveryRate_andLetsWhatWasTakenComeBackEvenly() {
    RateLimiter limiter = limiter("5/hour,3/minute");
    assertThat(limiter.take("a").left()).containsExactly(4, 2);
    assertThat(take(limiter, "a", 2).taken()).isTrue();
    Quota none = limiter.take("a");
    assertThat(none.taken()).isFalse();
    assertThat(none.left()).containsExactly(2, 0);
    assertThat(none.waitMs()).isEqualTo(20_000);
    nanos.addAndGet(Duration.ofSeconds(19).toNanos());
    assertThat(limiter.take("a").taken()).isFalse();
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(limiter.take("a").taken()).isTrue();
    nanos.addAndGet(Duration.ofSeconds(60).toNanos());
    assertThat(limiter.take("a").taken()).isTrue();
    Quota hourly = limiter.take("a");
    assertThat(hourly.taken()).isFalse();
    assertThat(hourly.waitMs()).isEqualTo(640_000);
  }

  @Test
  void countsEachForItself_andGivesBack() {
    RateLimiter limiter = limiter("1/hour");
    assertThat(limiter.take("a").taken()).isTrue();
    assertThat(limiter.take("b").taken()).isTrue();
    assertThat(limiter.take("a").taken()).isFalse();
    Quota taken = limiter.take("c");
    limiter.giveBack("a", taken);
    limiter.giveBack("nobody", taken);
    assertThat(limiter.take("a").taken()).isTrue();
  }

  @Test
  void keepsABoundedNumber_howeverManyCome() {
    RateLimiter limiter = limiter("10/hour");
    for (int i = 0; i < RateLimiter.MOST * 2; i++) {
      limiter.take("address " + i);
    }
    assertThat(limiter.counted()).isLessThanOrEqualTo(RateLimiter.MOST);
  }

  @Test
  void tellsInTheFormOfTheDraft() {
    List<Rate> rates = Rate.parseAll("1000/hour,100/minute");
    RateHeaders headers = new RateHeaders(rates);
    assertThat(headers.policy()).isEqualTo("\"hour\";q=1000;w=3600, \"minute\";q=100;w=60");
    assertThat(headers.left(new Quota(true, new long[] {999, 99}, 0, false)))
        .isEqualTo("\"hour\";r=999;t=4, \"minute\";r=99;t=1");
    // Never a t past Retry-After.
    assertThat(headers.left(new Quota(false, new long[] {0, 40}, 2_100, false)))
        .isEqualTo("\"hour\";r=0;t=3, \"minute\";r=40;t=1");
  }
}
