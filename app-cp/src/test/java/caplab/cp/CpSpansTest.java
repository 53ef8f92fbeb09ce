package caplab.cp;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.cp.core.Ballot;
import caplab.cp.core.OperationWindow;
import caplab.cp.core.RegisterState;
import caplab.cp.core.Reply;
import caplab.cp.core.Request;
import caplab.cp.core.View;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CpSpansTest {

  private static final View.Pass PASS = new View.Pass(1, "creator", "incarnation");
  private static final Ballot BALLOT = new Ballot(3, 7);
  private static final RegisterState STATE =
      new RegisterState(2, Optional.of("the value"), OperationWindow.EMPTY);

  @Test
  void tellsBallots_andNoKeyAndNoValue() {
    Request accept = new Request.Accept(PASS, "k:the key", BALLOT, STATE, new Ballot(4, 7));
    assertThat(CpSpans.WORDS.script(accept)).isEqualTo("propose.lua");
    assertThat(CpSpans.WORDS.asked(accept))
        .containsEntry("cap.ballot", "3.7")
        .containsEntry("cap.ballot.next", "4.7")
        .containsEntry("cap.version", "2")
        .containsEntry("cap.register", "key");
    Reply held = new Reply.Held(BALLOT, Ballot.ZERO, STATE);
    assertThat(CpSpans.WORDS.answered(held))
        .containsEntry("cap.ballot.promised", "3.7")
        .containsEntry("cap.ballot.accepted", "0.0");
    assertThat(CpSpans.WORDS.asked(accept) + " " + CpSpans.WORDS.answered(held))
        .doesNotContain("the key", "the value");
  }

  @Test
  void tellsTheRoundsOfAClaimFromThoseOfItsKey() {
    Request prepare = new Request.Prepare(PASS, "i:digest", BALLOT);
    assertThat(CpSpans.WORDS.asked(prepare)).containsEntry("cap.register", "claim");
  }
}
