package caplab.lab.experiment;

import caplab.lab.model.Topology;
import caplab.lab.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A question put to both services: who asks them what, what goes wrong meanwhile, and what may come
 * of it.
 *
 * @param name {@code E04}
 * @param title a few words
 * @param question what a run answers
 * @param apartMs what every round trip between two zones takes longer than one within
 * @param durationMs how long clients go on; a run of another length scales its faults
 * @param settings environment of every service
 * @param isolated the zone whose isolation is measured as Perseus does, if there is one
 * @param clocks whether its faults set the clocks of nodes
 * @param onlyReal why virtual time would show nothing, if it would not
 * @param promises judged in this order
 * @param outcomes acceptable, interesting and forbidden ones
 */
public record Experiment(
    String name,
    String title,
    String question,
    Topology topology,
    long apartMs,
    long durationMs,
    Map<String, String> settings,
    boolean clocks,
    Optional<String> onlyReal,
    List<Workload> workloads,
    List<ScheduledFault> faults,
    Optional<String> isolated,
    List<Promise> promises,
    List<PossibleOutcome> outcomes) {

  /** Begins to write one. */
  public static Draft named(String name, String title) {
    return new Draft(name, title);
  }

  /** The same with more clients. */
  public Experiment joinedBy(Workload more) {
    List<Workload> all = new ArrayList<>(workloads);
    all.add(more);
    return with(durationMs, List.copyOf(all), faults);
  }

  /** The same, this many times as long, its faults too. */
  Experiment stretched(int times) {
    List<ScheduledFault> longer = faults.stream().map(each -> each.stretched(times)).toList();
    return with(times * durationMs, workloads, longer);
  }

  private Experiment with(long lastsMs, List<Workload> clients, List<ScheduledFault> scheduled) {
    return new Experiment(
        name, title, question, topology, apartMs, lastsMs, settings, clocks, onlyReal, clients,
        scheduled, isolated, promises, outcomes);
  }

  /** How to run it. */
  public String command() {
    return "./cap run " + name;
  }
}
