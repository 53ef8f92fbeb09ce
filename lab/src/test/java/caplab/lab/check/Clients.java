package caplab.lab.check;

import caplab.lab.history.Facts;
import caplab.lab.history.HistoryEvent;
import caplab.lab.history.HistoryEvent.F;
import caplab.lab.history.HistoryEvent.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.StringNode;

/**
 * Clients of a correct register, in an order drawn from a seed: each asks, takes effect at some
 * time between, is answered; some never hear of it. What they see is linearizable by construction.
 */
final class Clients {

  private static final Map<String, JsonNode> UNMET = Map.of(Facts.STATUS, IntNode.valueOf(412));

  private final Random random;
  private final Mix mix;
  private final List<HistoryEvent> history = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();
  private final List<HistoryEvent> late = new ArrayList<>();
  private final JsonNode[] registers;
  private long processes;
  private int written;
  private int asked;

  /**
   * What is asked.
   *
   * @param values how many different ones are written; 0: each its own
   * @param unknown the fraction that is never answered
   * @param unmet the fraction of compare-and-sets among changes
   */
  record Mix(int clients, int keys, int operations, int values, double unknown, double unmet) {}

  private static final class Client {
    private final long process;
    private JsonNode last = NullNode.instance;
    private HistoryEvent asks;
    private HistoryEvent answer;

    Client(long process) {
      this.process = process;
    }
  }

  private Clients(Mix mix, long seed) {
    this.mix = mix;
    random = new Random(seed);
    registers = new JsonNode[mix.keys()];
    Arrays.fill(registers, NullNode.instance);
    for (int i = 0; i < mix.clients(); i++) {
      clients.add(new Client(processes++));
    }
  }

  static List<HistoryEvent> history(Mix mix, long seed) {
    Clients clients = new Clients(mix, seed);
    clients.run();
    return clients.history;
  }

  private void run() {
    while (asked < mix.operations() || clients.stream().anyMatch(it -> it.asks != null)) {
      int at = random.nextInt(clients.size());
      Client client = clients.get(at);
      if (client.asks == null) {
        if (asked < mix.operations()) {
          ask(client);
        }
      } else if (random.nextDouble() < mix.unknown() / 2) {
        giveUp(client, at);
      } else if (client.answer == null) {
        client.answer = apply(client.asks);
      } else {
        tell(client.answer);
        if (client.answer.type() == Type.OK && client.answer.f() == F.READ) {
          client.last = client.answer.value();
        }
        client.asks = null;
        client.answer = null;
      }
      if (!late.isEmpty() && random.nextInt(20) == 0) {
        apply(late.remove(random.nextInt(late.size())));
      }
    }
  }

  private void ask(Client client) {
    asked++;
    String key = "k" + random.nextInt(mix.keys());
    double kind = random.nextDouble();
    F f =
        kind < 0.5
            ? F.READ
            : random.nextDouble() < mix.unmet() ? F.CAS : kind < 0.95 ? F.WRITE : F.DELETE;
    JsonNode value =
        switch (f) {
          case READ, DELETE -> NullNode.instance;
          case WRITE -> fresh();
          case CAS -> JsonNodeFactory.instance.arrayNode().add(client.last).add(fresh());
        };
    client.asks = event(client.process, Type.INVOKE, f, key, value, Map.of());
    tell(client.asks);
  }

  private JsonNode fresh() {
    int number = mix.values() == 0 ? written++ : random.nextInt(mix.values());
    return StringNode.valueOf("v" + number);
  }

  /** Half of those given up had no effect yet, and may have one later. */
  private void giveUp(Client client, int at) {
    if (client.answer == null && random.nextBoolean()) {
      late.add(client.asks);
    }
    if (random.nextBoolean()) {
      HistoryEvent asks = client.asks;
      tell(event(asks.process(), Type.INFO, asks.f(), asks.key(), asks.value(), Map.of()));
      client.asks = null;
      client.answer = null;
    } else {
      clients.set(at, new Client(processes++));
    }
  }

  private HistoryEvent apply(HistoryEvent asks) {
    int register = Integer.parseInt(asks.key().substring(1));
    JsonNode value = asks.value();
    Type type = Type.OK;
    switch (asks.f()) {
      case READ -> value = registers[register];
      case WRITE, DELETE -> registers[register] = value;
      case CAS -> {
        if (registers[register].equals(value.get(0))) {
          registers[register] = value.get(1);
        } else {
          type = Type.FAIL;
        }
      }
    }
    return event(
        asks.process(), type, asks.f(), asks.key(), value, type == Type.FAIL ? UNMET : Map.of());
  }

  private void tell(HistoryEvent event) {
    history.add(
        event(event.process(), event.type(), event.f(), event.key(), event.value(), event.more()));
  }

  private HistoryEvent event(
      long process, Type type, F f, String key, JsonNode value, Map<String, JsonNode> more) {
    return new HistoryEvent(process, type, f, key, value, history.size(), "", more);
  }
}
