package caplab.lab.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caplab.lab.model.ControlCommand.Act;
import caplab.lab.model.ControlCommand.Heal;
import caplab.lab.model.ControlCommand.Lose;
import caplab.lab.model.ControlCommand.MakeCut;
import caplab.lab.model.ControlCommand.ShowStatus;
import caplab.lab.model.ControlCommand.Slow;
import caplab.lab.wire.LabJson;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ControlCommandTest {

  /** Each as people say it. */
  private static final Map<ControlCommand, String> SAID =
      Map.of(
          new ShowStatus(), "status",
          new MakeCut(Cut.Shape.GROUPS, List.of("g1", "g2,g3"), false), "cut g1 g2,g3",
          new MakeCut(Cut.Shape.ONE_WAY, List.of("g1", "g2"), true), "cut one-way g1 g2",
          new MakeCut(Cut.Shape.RING, List.of(), false), "cut ring",
          new Heal(List.of()), "heal",
          new Heal(List.of("g1:db_g2")), "heal g1:db_g2",
          new Slow("g1:db_g2", 200), "slow g1:db_g2 200 ms late",
          new Lose("*:db_g2", 0.05), "lose *:db_g2 5.0 % lost",
          new Act(ProcessAction.KILL, "db_g2"), "kill db_g2");

  private static ControlCommand read(String json) {
    return LabJson.MAPPER.readValue(json, CommandJson.class).command();
  }

  @Test
  void saysWhatItDoes() {
    SAID.forEach((command, text) -> assertThat(command.text()).isEqualTo(text));
  }

  @Test
  void isTheSameAfterItsWayToTheConsole() {
    assertThat(SAID.keySet())
        .allSatisfy(command ->
            assertThat(read(LabJson.MAPPER.writeValueAsString(CommandJson.of(command))))
                .isEqualTo(command));
  }

  @Test
  void takesWhatThePageSends() {
    assertThat(read("{\"verb\":\"cut\",\"words\":[\"g1\"]}"))
        .isEqualTo(new MakeCut(Cut.Shape.GROUPS, List.of("g1"), false));
    assertThat(read("{\"verb\":\"wipe\",\"words\":[\"db_g1\"]}"))
        .isEqualTo(new Act(ProcessAction.WIPE, "db_g1"));
  }

  @Test
  void refusesWhatNamesNothingToDo() {
    assertThatThrownBy(() -> read("{}")).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> read("{\"verb\":\"kill\"}"))
        .isInstanceOf(UserError.class)
        .hasMessage("kill takes one target, not 0");
  }
}
