package client.ap;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.description.Driven;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** Uses what was generated of app-ap's description, and nothing else, to talk to it. */
public class ApDrive implements Driven {

  private static final int ATTEMPTS_MOST = 40;

  private DefaultApi near;
  private DefaultApi far;
  private String session;

  private static DefaultApi api(URI at) {
    ApiClient client = new ApiClient();
    client.updateBaseUri(at.toString());
    return new DefaultApi(client);
  }

  private Written write(String value) throws ApiException {
    ApiResponse<Written> written =
        near.putWriteKeyWithHttpInfo(
            "typed", value, null, session, null, null, null, null, null, null);
    Map<String, List<String>> headers = written.getHeaders();
    session =
        headers.entrySet().stream()
            .filter(header -> header.getKey().equalsIgnoreCase("X-Session-Token"))
            .map(header -> header.getValue().getFirst())
            .findFirst()
            .orElseThrow();
    return written.getData();
  }

  private static Value read(DefaultApi at, String session, Long bound, String how)
      throws ApiException {
    return at.getReadKey("typed", null, session, null, bound, null, how, null, null, null);
  }

  private static Problem problem(ApiException refused) {
    return ApiClient.createDefaultObjectMapper()
        .readValue(refused.getResponseBody(), Problem.class);
  }

  @Override
  public void whole(URI at, URI other) throws ApiException {
    near = api(at);
    far = api(other);
    assertThat(write("1").getSession()).isEqualTo(Written.SessionEnum.SATISFIED);
    Value read = read(near, session, null, null);
    assertThat(read.getValue()).isEqualTo("1");
    assertThat(read.getSession()).isEqualTo(Value.SessionEnum.SATISFIED);
  }

  @Override
  public void cut() throws Exception {
    Written here = write("2");
    assertThat(here.getReplicatedTo()).hasSize(1);
    assertThat(here.getPending()).hasSize(2);
    try {
      throw new AssertionError("not refused: " + read(far, session, null, "strict"));
    } catch (ApiException refused) {
      Problem told = problem(refused);
      assertThat(told.getStatus()).isEqualTo(Problem.StatusEnum.NUMBER_503);
      assertThat(told.getSession()).isEqualTo(Problem.SessionEnum.BEHIND);
      assertThat(told.getRetryAfterMs()).isPositive();
    }
  }

  @Override
  public void healed() throws Exception {
    for (int i = 0; i < ATTEMPTS_MOST; i++) {
      try {
        Value read = read(far, session, null, "strict");
        assertThat(read.getValue()).isEqualTo("2");
        assertThat(read.getSession()).isEqualTo(Value.SessionEnum.SATISFIED);
        return;
      } catch (ApiException refused) {
        assertThat(refused.getCode()).isEqualTo(503);
        Thread.sleep(problem(refused).getRetryAfterMs());
      }
    }
    throw new AssertionError("still behind after " + ATTEMPTS_MOST + " waits");
  }
}
