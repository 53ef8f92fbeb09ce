package caplab.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.util.RedisInputStream;

class ReplyReaderTest {

  private static final String LARGE = "$100000\r\n" + "v".repeat(100_000) + "\r\n";
  private static final String SMALL = "$5\r\nsmall\r\n";

  private final AtomicBoolean room = new AtomicBoolean();

  private ReplyReader reader(String... answers) {
    byte[] bytes = String.join("", answers).getBytes(StandardCharsets.UTF_8);
    return new ReplyReader(new RedisInputStream(new ByteArrayInputStream(bytes)), room::get);
  }

  /** B-4. */
  @Test
  void leavesOutWhatThereIsNoMemoryFor_andReadsOnBehindIt() throws Exception {
    ReplyReader reader = reader(LARGE, SMALL, "*2\r\n" + LARGE + SMALL, SMALL, LARGE);
    assertThat(reader.read()).isSameAs(ReplyReader.LEFT_OUT);
    assertThat((byte[]) reader.read()).hasSize(5);
    assertThat(reader.read()).isSameAs(ReplyReader.LEFT_OUT);
    assertThat((byte[]) reader.read()).hasSize(5);
    room.set(true);
    assertThat((byte[]) reader.read()).hasSize(100_000);
  }

  @Test
  void readsItAll_ifThereIsMemory() throws Exception {
    room.set(true);
    assertThat((List<?>) reader("*2\r\n" + LARGE + SMALL).read()).hasSize(2);
  }

  /** The call is lost, which says nothing of the node. */
  @Test
  void judgesNoNodeByIt() {
    Verdict verdict = Verdict.of(ReplyReader.LEFT_OUT);
    assertThat(verdict.reply()).isInstanceOf(Reply.Lost.class);
    assertThat(verdict.health()).isEqualTo(Verdict.Health.UNTOLD);
  }
}
