package caplab.lab.model;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a cluster looks like now.
 *
 * @param faults by {@code zone:node}, links in health left out
 */
public record Status(
    long pid,
    int console,
    List<Part> nodes,
    List<Part> services,
    Map<String, List<String>> faults) {

  /**
   * One process.
   *
   * @param role {@code node}, {@code cp} or {@code ap}
   * @param port where this machine reaches it; 0 if it does not
   * @param state up, paused or dead; of a container also disconnected
   * @param health what a service says of itself ({@code UP}, {@code DEGRADED}, {@code DOWN}, or
   *     {@code silent}); empty for a node
   */
  public record Part(
      String name,
      String role,
      String zone,
      int port,
      long pid,
      String state,
      String health,
      InstanceVitals vitals) {

    /** Where it listens; nothing for a node in a container, which publishes no port. */
    private String door() {
      return port == 0 ? "" : ":" + port;
    }

    String brief() {
      String seen = health.isEmpty() || !state.equals("up") ? state : health;
      List<String> open = vitals.openBreakers();
      return open.isEmpty() ? seen : seen + " (open: " + String.join(" ", open) + ")";
    }
  }

  /** All of it in one line, for the live line of {@code up}. */
  public String line() {
    long up = nodes.stream().filter(node -> node.state().equals("up")).count();
    String parts =
        services.stream()
            .map(service -> service.name() + " " + service.brief())
            .collect(Collectors.joining(" · "));
    String wrong =
        faults.isEmpty() ? "network whole" : faults.size() + " links faulty (./cap status)";
    return "nodes " + up + "/" + nodes.size() + " · " + parts + " · " + wrong;
  }

  /** A table for people. */
  public String table() {
    StringBuilder text = new StringBuilder();
    for (Part part : java.util.stream.Stream.concat(nodes.stream(), services.stream()).toList()) {
      text.append(
          String.format(
              "%-10s %-7s pid %-8d %s%n", part.name(), part.door(), part.pid(), part.brief()));
    }
    faults.forEach(
        (link, what) -> text.append(String.format("%-10s %s%n", link, String.join(", ", what))));
    if (faults.isEmpty()) {
      text.append("network    whole\n");
    }
    return text.toString();
  }
}
