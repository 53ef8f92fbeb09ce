package client.cp;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.description.Driven;
import java.net.URI;
import java.util.Map;

/** Uses what was generated of app-cp's description, and nothing else, to talk to it. */
public class CpDrive implements Driven {

  private static final int ATTEMPTS_MOST = 40;

  private DefaultApi near;
  private String op;
  private long version;

  /** A write of the same value by the same name, as often as need be. */
  private Written paid() throws ApiException {
    return near.putWriteKey("order", "paid", null, null, "order-42", null, null, null, null);
  }

  private static DefaultApi api(URI at) {
    ApiClient client = new ApiClient();
    client.updateBaseUri(at.toString());
    return new DefaultApi(client);
  }

  private interface Call {
    Object call() throws ApiException;
  }

  private static Problem refused(Call call) {
    try {
      throw new AssertionError("not refused: " + call.call());
    } catch (ApiException refused) {
      return problem(refused);
    }
  }

  private static Problem problem(ApiException refused) {
    Problem told =
        ApiClient.createDefaultObjectMapper().readValue(refused.getResponseBody(), Problem.class);
    assertThat(told.getStatus().getValue()).isEqualTo(refused.getCode());
    return told;
  }

  @Override
  public void whole(URI at, URI far) throws ApiException {
    near = api(at);
    ApiResponse<Written> written =
        near.putWriteKeyWithHttpInfo("typed", "1", null, null, null, null, null, null, null);
    version = written.getData().getVersion();
    String tag = header(written.getHeaders(), "etag");
    assertThat(tag).isEqualTo("\"" + version + "\"");
    Value read = near.getReadKey("typed", null, null, null, null, null, null);
    assertThat(read.getValue()).isEqualTo("1");
    assertThat(read.getVersion()).isEqualTo(version);
    Written next = near.putWriteKey("typed", "2", tag, null, null, null, null, null, null);
    assertThat(next.getVersion()).isEqualTo(version + 1);
    Problem late =
        refused(() -> near.putWriteKey("typed", "3", tag, null, null, null, null, null, null));
    assertThat(late.getStatus()).isEqualTo(Problem.StatusEnum.NUMBER_412);
    assertThat(late.getOutcome()).isEqualTo(Problem.OutcomeEnum.NOT_APPLIED);
    assertThat(late.getVersion()).isEqualTo(version + 1);
    version = next.getVersion();
  }

  @Override
  public void cut() {
    Problem unknown = refused(this::paid);
    assertThat(unknown.getStatus()).isEqualTo(Problem.StatusEnum.NUMBER_504);
    assertThat(unknown.getOutcome()).isEqualTo(Problem.OutcomeEnum.UNKNOWN);
    op = unknown.getOp().replaceFirst("^/op/", "");
    Problem down = null;
    for (int i = 0; i < ATTEMPTS_MOST && status(down) != 503; i++) {
      down = refused(() -> near.getReadKey("typed", null, null, null, null, null, null));
    }
    assertThat(status(down)).isEqualTo(503);
    assertThat(down.getQuorum().getRequired()).isEqualTo(2);
    assertThat(down.getQuorum().getReachable()).isEqualTo(1);
    assertThat(down.getRetryAfterMs()).isPositive();
    assertThat(down.getNodes()).containsValue(Problem.InnerEnum.UNREACHABLE);
  }

  private static int status(Problem problem) {
    return problem == null ? 0 : problem.getStatus().getValue();
  }

  @Override
  public void healed() throws Exception {
    Written again =
        obeying(() -> near.putWriteKey("typed", "4", null, null, null, null, null, null, null));
    assertThat(again.getVersion()).isGreaterThan(version);
    // What had not come as far as its claim is settled by the same request, and by no question.
    Written settling = obeying(this::paid);
    assertThat(obeying(this::paid).getVersion()).isEqualTo(settling.getVersion());
    Settled then = obeying(() -> near.getOpId(op, null, null, null, null));
    assertThat(then.getOutcome()).isEqualTo(Settled.OutcomeEnum.APPLIED);
    assertThat(then.getVersion()).isEqualTo(settling.getVersion());
  }

  private interface Asked<T> {
    T ask() throws ApiException;
  }

  /** Comes back when it is told to, and not before. */
  private static <T> T obeying(Asked<T> asked) throws InterruptedException {
    Problem last = null;
    for (int i = 0; i < ATTEMPTS_MOST; i++) {
      try {
        return asked.ask();
      } catch (ApiException refused) {
        last = problem(refused);
        assertThat(header(refused.getResponseHeaders().map(), "retry-after")).isNotNull();
        Thread.sleep(last.getRetryAfterMs());
      }
    }
    throw new AssertionError("refused to the last: " + last);
  }

  private static String header(Map<String, java.util.List<String>> headers, String name) {
    return headers.entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(header -> header.getValue().getFirst())
        .findFirst()
        .orElse(null);
  }
}
