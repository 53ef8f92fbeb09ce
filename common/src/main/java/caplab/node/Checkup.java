package caplab.node;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Asks a node that serves, in the background, what no call tells: whether it takes writes, how full
 * it is, how it is set (CP-18). One question after the other, so that a slow node is not asked for
 * more than it answers. No breaker judges by it.
 */
final class Checkup {

  /** To remove what is not there is a write that leaves no trace. */
  private static final Command WRITE = new Command.Plain("DEL", List.of("cap:probe"));

  private static final Command INFO = new Command.Plain("INFO", List.of());

  private final RedisNode node;
  private final Channel channel;
  private final Duration patience;
  private final AtomicBoolean going = new AtomicBoolean();
  private volatile Vitals vitals = Vitals.UNKNOWN;

  Checkup(RedisNode node, Channel channel, Duration patience) {
    this.node = node;
    this.channel = channel;
    this.patience = patience;
  }

  /** What the server last said of itself. */
  Vitals vitals() {
    return vitals;
  }

  /** Begins unless one is going on. */
  void begin() {
    if (going.compareAndSet(false, true)) {
      ask(WRITE, this::hearWrite);
    }
  }

  private void ask(Command command, Consumer<Reply> next) {
    node.unguarded(
        command,
        patience,
        reply -> {
          boolean said =
              switch (reply) {
                case Reply.Answered answered -> true;
                case Reply.Failed failed -> true;
                case Reply.Refused refused -> refusesWrites(refused);
                case Reply.Lost lost -> false;
              };
          if (said) {
            next.accept(reply);
          } else {
            going.set(false);
          }
        });
  }

  private static boolean refusesWrites(Reply reply) {
    return new Verdict(reply, Verdict.Health.UNTOLD).refusesWrites().isPresent();
  }

  /** A refusal was noted like that of any other call. */
  private void hearWrite(Reply reply) {
    if (!refusesWrites(reply)) {
      node.takesWrites();
    }
    ask(INFO, this::hearInfo);
  }

  private void hearInfo(Reply reply) {
    if (reply instanceof Reply.Answered(byte[] bytes)) {
      String info = Greeting.text(bytes);
      vitals = Vitals.of(Greeting.facts(info));
      askSettings(info, Greeting.PATTERNS, new HashMap<>());
    } else {
      going.set(false);
    }
  }

  private void askSettings(String info, List<String> patterns, Map<String, String> settings) {
    if (patterns.isEmpty()) {
      going.set(false);
      hearSettings(info, settings);
      return;
    }
    ask(
        new Command.Plain("CONFIG", List.of("GET", patterns.getFirst())),
        reply -> {
          if (reply instanceof Reply.Answered(Object pairs)) {
            Greeting.add(pairs, settings);
          }
          askSettings(info, patterns.subList(1, patterns.size()), settings);
        });
  }

  private void hearSettings(String info, Map<String, String> settings) {
    try {
      channel.greeted(Greeting.of(info, settings));
    } catch (ConnectFault.Unfit unfit) {
      channel.replace(unfit.getMessage());
    }
  }
}
