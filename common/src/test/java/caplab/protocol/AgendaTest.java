package caplab.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AgendaTest {

  private record Expected(double atMs, int number) {}

  @Test
  void givesWhatIsLeft_byTimeAndThenByOrder_whateverWasCancelled() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Agenda agenda = new Agenda();
      List<Integer> done = new ArrayList<>();
      List<Expected> expected = new ArrayList<>();
      List<Agenda.Entry> entries = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        int number = i;
        double at = random.nextInt(40);
        entries.add(agenda.add(at, () -> done.add(number)));
        expected.add(new Expected(at, number));
        if (random.nextInt(3) == 0) {
          int victim = random.nextInt(entries.size());
          entries.get(victim).cancel();
          expected.removeIf(it -> it.number() == victim);
        }
      }
      for (Optional<Agenda.Entry> due = agenda.due(39); due.isPresent(); due = agenda.due(39)) {
        due.get().run();
      }
      expected.sort(Comparator.comparingDouble(Expected::atMs).thenComparing(Expected::number));
      assertThat(done).isEqualTo(expected.stream().map(Expected::number).toList());
      assertThat(agenda.nextMs()).isInfinite();
    }
  }

  @Test
  void givesNothing_beforeItsTime() {
    Agenda agenda = new Agenda();
    agenda.add(5, () -> {});
    assertThat(agenda.due(4.9)).isEmpty();
    assertThat(agenda.nextMs()).isEqualTo(5);
  }
}
