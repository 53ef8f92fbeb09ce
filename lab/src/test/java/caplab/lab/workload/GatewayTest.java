package caplab.lab.workload;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.history.Facts;
import caplab.lab.model.Topology;
import caplab.lab.model.Topology.Kind;
import caplab.lab.stage.Answers;
import caplab.lab.stage.ClientAnswer;
import caplab.lab.stage.ClientCall;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class GatewayTest {

  private final List<String> asked = new ArrayList<>();
  private long nowMs = 1;
  private Scene behind;
  private Function<ClientCall, ClientAnswer> answers = call -> Answers.of(0, 200);

  private Scene gateway() {
    new Gateway(scene -> behind = scene).begin(new Front());
    return behind;
  }

  private ClientAnswer read(Scene scene) {
    List<ClientAnswer> heard = new ArrayList<>();
    scene.ask(scene.client(Kind.AP, 1), ClientCall.read(Kind.AP, 1, "k"), heard::add);
    return heard.getFirst();
  }

  @Test
  void leavesAnInstanceThatClosesAlone_untilItIsBack() {
    Scene scene = gateway();
    answers = call -> call.instance().zone() == 1 ? Answers.closing(200) : Answers.of(0, 200);
    read(scene);
    read(scene);
    assertThat(asked).containsExactly("app_ap 1", "app_ap_g2 1");
    nowMs += 2_000;
    read(scene);
    assertThat(asked).last().isEqualTo("app_ap 1");
  }

  @Test
  void asksTheOneThatWasMeant_whenAllClose() {
    Scene scene = gateway();
    answers = call -> Answers.closing(200);
    for (int i = 0; i < 4; i++) {
      read(scene);
    }
    assertThat(asked).containsExactly("app_ap 1", "app_ap_g2 1", "app_ap_g3 1", "app_ap 1");
  }

  @Test
  void triesTheNext_whenNobodyTookTheConnection() {
    answers =
        call ->
            call.instance().zone() == 3
                ? Answers.of(0, 200)
                : ClientAnswer.none(0, false, "refused");
    assertThat(read(gateway()).status()).isEqualTo(200);
    assertThat(asked).containsExactly("app_ap 1", "app_ap_g2 2", "app_ap_g3 3");
  }

  @Test
  void repeatsNothingThatMayHaveBeenHeard() {
    answers = call -> ClientAnswer.none(0, true, "reset");
    assertThat(read(gateway()).status()).isZero();
    assertThat(asked).containsExactly("app_ap 1");
  }

  /** What lies before the gateway: it notes the instance and the number of each attempt. */
  private final class Front implements Scene {

    @Override
    public Topology topology() {
      return new Topology(3, 3);
    }

    @Override
    public boolean open() {
      return true;
    }

    @Override
    public long nowMs() {
      return nowMs;
    }

    @Override
    public void in(long delayMs, Runnable action) {
      action.run();
    }

    @Override
    public Client client(Kind kind, int zone) {
      return new Someone(kind, zone);
    }

    @Override
    public void watch(Kind kind, String key) {}

    @Override
    public void ask(Client client, ClientCall call, Consumer<ClientAnswer> then) {
      asked.add(call.instance().name() + " " + call.facts().get(Facts.ATTEMPT));
      then.accept(answers.apply(call));
    }
  }

  private record Someone(Kind kind, int zone) implements Scene.Client {

    @Override
    public int number() {
      return 0;
    }

    @Override
    public RandomGenerator random() {
      return RandomGenerator.getDefault();
    }
  }
}
