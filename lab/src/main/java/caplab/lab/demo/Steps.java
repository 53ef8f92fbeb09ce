package caplab.lab.demo;

import caplab.lab.link.LinkFault;
import caplab.lab.link.Silence;
import caplab.lab.model.Topology.Kind;
import caplab.lab.stage.ClientAnswer;
import caplab.lab.stage.ClientCall;
import caplab.lab.stage.Stage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;

/**
 * The demo a step at a time: before each answer it asks what is expected, and keeps the score.
 * Nobody else asks anything, so the stage may wait for whoever types.
 */
public final class Steps {

  /** What a request can come to. */
  enum Expectation {
    ANSWER,
    REFUSAL,
    UNKNOWN;

    /** By its first letter; empty if nothing is expected. */
    static Optional<Expectation> read(String typed) {
      String word = typed.strip().toUpperCase(Locale.ROOT);
      return word.isEmpty()
          ? Optional.empty()
          : Arrays.stream(values()).filter(each -> each.name().startsWith(word)).findFirst();
    }

    static Expectation of(ClientAnswer answer) {
      if (answer.served()) {
        return ANSWER;
      }
      return answer.status() == 503 ? REFUSAL : UNKNOWN;
    }

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Detection and breakers take a moment on either side of a change. */
  private static final long SETTLED_MS = 3_000;

  /** What g1 asks of the others, and they of g1. */
  private static final int[][] CUT = {{1, 2}, {1, 3}, {2, 1}, {3, 1}};

  private static final LinkFault SILENCE = new Silence();

  private final Stage stage;
  private final BufferedReader in;
  private final PrintStream out;
  private final long staleMs;
  private final Queue<Runnable> left = new ArrayDeque<>();
  private int guessed;
  private int right;

  /**
   * @param stage of three zones, which nobody else uses
   * @param staleMs the bound past which app-ap calls an answer stale
   */
  public Steps(Stage stage, BufferedReader in, PrintStream out, long staleMs) {
    this.stage = stage;
    this.in = in;
    this.out = out;
    this.staleMs = staleMs;
  }

  /** Goes through all steps; returns when the last is done. */
  public void play() {
    out.println("Type a for an answer, r for a refusal, u for an unknown outcome; or just Enter.");
    tell("1. Healthy: three Redis servers, one app-cp and one app-ap in each of three zones");
    ask(ClientCall.write(Kind.CP, 1, "sky", "blue"));
    ask(ClientCall.write(Kind.AP, 1, "sky", "blue"));
    change("2. The network is cut: g1 | g2 g3, and nobody is told", this::cut);
    ask(ClientCall.write(Kind.CP, 1, "refused", "never"));
    ask(ClientCall.read(Kind.CP, 1, "sky"));
    ask(ClientCall.write(Kind.CP, 2, "sky", "green"));
    ask(ClientCall.write(Kind.AP, 1, "sky", "red"));
    ask(ClientCall.write(Kind.AP, 2, "sky", "green"));
    ask(ClientCall.read(Kind.AP, 1, "sky"));
    change("3. The network is healed", this::heal);
    ask(ClientCall.read(Kind.CP, 1, "sky"));
    ask(ClientCall.read(Kind.CP, 1, "refused"));
    ask(ClientCall.read(Kind.AP, 1, "sky"));
    stage.play(this::next);
    out.printf("%nYou expected %d of %d.%n", right, guessed);
  }

  private void next() {
    Runnable step = left.poll();
    if (step == null) {
      stage.finish();
    } else {
      step.run();
    }
  }

  private void tell(String line) {
    left.add(() -> {
      out.println("\n" + line);
      next();
    });
  }

  private void change(String line, Runnable change) {
    left.add(() -> {
      out.println("\n" + line);
      change.run();
      stage.in(SETTLED_MS, this::next);
    });
  }

  private void cut() {
    for (int[] link : CUT) {
      stage.plant(link[0], link[1], SILENCE);
    }
  }

  private void heal() {
    for (int[] link : CUT) {
      stage.lift(link[0], link[1], SILENCE);
    }
  }

  private void ask(ClientCall call) {
    left.add(() -> {
      out.print("   " + Story.asked(call) + "? ");
      out.flush();
      Optional<Expectation> expected = Expectation.read(typed());
      long askedMs = stage.now() / 1_000_000;
      stage.ask(
          call,
          answer -> {
            out.println("\r" + Story.line(call, answer, askedMs));
            out.println("        " + Story.meaning(call, answer, staleMs));
            expected.ifPresent(it -> score(it, Expectation.of(answer)));
            next();
          });
    });
  }

  private void score(Expectation expected, Expectation came) {
    guessed++;
    if (expected == came) {
      right++;
      out.println("        as you expected");
    } else {
      out.printf("        you expected: %s; it was: %s%n", expected.text(), came.text());
    }
  }

  /** Nothing once there is nothing more to read. */
  private String typed() {
    try {
      return Optional.ofNullable(in.readLine()).orElse("");
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
