package caplab.lab.trial;

import caplab.ap.pbs.Latency;
import caplab.lab.experiment.Experiment;
import caplab.lab.experiment.Observations;
import caplab.lab.experiment.ScheduledFault;
import caplab.lab.experiment.Window;
import caplab.lab.history.Facts;
import caplab.lab.history.HistoryEvent;
import caplab.lab.history.Pairing;
import caplab.lab.link.Delay;
import caplab.lab.measure.ShippingDelays;
import caplab.lab.run.FaultSpan;
import caplab.lab.run.Sample;
import caplab.lab.stage.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One run of an experiment on one stage: clients begin, faults come and go, clients end, what is
 * still on its way arrives, and every key is read once more.
 */
public final class Trial {

  private static final long SAMPLE_MS = 200;
  private static final long DRAIN_MS = 50;

  /** Ten times what an idle link of app-ap needs to tell the news. */
  private static final long QUIET_MS = 1_500;

  private static final long STALL_PATIENCE_MS = 60_000;

  /**
   * What came of it.
   *
   * @param history all lines of both services in order of time
   * @param shipping delay of app-ap from the start until the first fault
   */
  public record Record(
      List<HistoryEvent> history,
      List<Window> windows,
      List<FaultSpan> stalls,
      List<Sample> samples,
      Optional<Latency> shipping) {

    /** What was wrong when, stalls of the machine too. */
    List<FaultSpan> faults() {
      return Stream.concat(windows.stream().map(Window::span), stalls.stream()).toList();
    }

    /** The same, as promises look at it. */
    public Observations observations() {
      return new Observations(Pairing.operations(history), windows, stalls, samples, shipping);
    }

    /** The history until clients began nothing new: without the last reads. */
    List<HistoryEvent> busy() {
      Set<Long> last =
          history.stream()
              .filter(each -> each.fact(Facts.PHASE).isPresent())
              .map(HistoryEvent::process)
              .collect(Collectors.toSet());
      return history.stream().filter(each -> !last.contains(each.process())).toList();
    }
  }

  private final Experiment experiment;
  private final Stage stage;
  private final long durationMs;
  private final Progress progress;
  private final Recorder recorder = new Recorder();
  private final Clients clients;
  private final List<Window> windows = new ArrayList<>();
  private final List<Sample> samples = new ArrayList<>();
  private final Map<String, String> firstMetrics = new TreeMap<>();
  private final Map<String, String> lastMetrics = new TreeMap<>();
  private boolean struck;

  /**
   * Prepares a run.
   *
   * @param durationMs how long clients go on; the experiment's faults are scaled to it
   */
  public Trial(Experiment experiment, Stage stage, long seed, long durationMs, Progress progress) {
    this.experiment = experiment;
    this.stage = stage;
    this.durationMs = durationMs;
    this.progress = progress;
    this.clients = new Clients(stage, seed, recorder);
  }

  /** Plays it from the beginning to the end. */
  public Record run() {
    stage.play(this::open);
    progress.ended();
    return new Record(
        recorder.history(),
        List.copyOf(windows),
        stage.stalls(),
        List.copyOf(samples),
        ShippingDelays.of(firstMetrics.values(), lastMetrics.values()));
  }

  private void open() {
    spread();
    experiment.workloads().forEach(each -> each.begin(clients));
    experiment.faults().forEach(this::plan);
    look();
    stage.in(durationMs, this::close);
  }

  /** Nodes of other zones are as far away as the experiment has them. */
  private void spread() {
    if (experiment.apartMs() > 0) {
      Delay distance = new Delay(experiment.apartMs());
      for (int zone = 1; zone <= stage.topology().zones(); zone++) {
        for (int node = 1; node <= stage.topology().nodes(); node++) {
          if (zone != node) {
            stage.plant(zone, node, distance);
          }
        }
      }
    }
  }

  private void plan(ScheduledFault scheduled) {
    stage.in(
        scaled(scheduled.fromMs()),
        () -> {
          struck = true;
          long beganMs = clients.nowMs();
          scheduled.fault().begin(stage);
          AtomicLong fromMs = new AtomicLong(Long.MAX_VALUE);
          stage.settled(() -> fromMs.set(clients.nowMs()));
          progress.struck(scheduled.fault().name(), scheduled.fault().target());
          long lastsMs = scaled(scheduled.toMs()) - scaled(scheduled.fromMs());
          stage.in(lastsMs, () -> heal(scheduled, beganMs, fromMs.get()));
        });
  }

  private void heal(ScheduledFault scheduled, long beganMs, long fromMs) {
    long endMs = clients.nowMs();
    scheduled.fault().end(stage);
    stage.settled(() -> {
      String name = scheduled.fault().name();
      windows.add(
          new Window(
              name,
              scheduled.fault().target(),
              beganMs,
              Math.min(fromMs, endMs),
              endMs,
              clients.nowMs()));
      progress.healed(name, scheduled.fault().target());
    });
  }

  private long scaled(long ms) {
    return ms * durationMs / experiment.durationMs();
  }

  private void look() {
    progress.passed(clients.nowMs(), durationMs, recorder.count());
    stage.sample(this::keep);
    stage.in(SAMPLE_MS, this::look);
  }

  private void keep(Sample sample) {
    samples.add(sample.brief());
    if (!struck) {
      firstMetrics.putIfAbsent(sample.service(), sample.metrics());
      lastMetrics.put(sample.service(), sample.metrics());
    }
  }

  private void close() {
    clients.close();
    stage.settled(this::drain);
  }

  /** Nothing converges while the machine stands still; nor is it waited for without end. */
  private boolean stalledLately() {
    long nowMs = clients.nowMs();
    return nowMs < durationMs + STALL_PATIENCE_MS
        && stage.stalls().stream()
            .anyMatch(stall -> stall.toMs() > nowMs - Observations.AFTERMATH_MS);
  }

  private void drain() {
    boolean busy = clients.waiting() > 0 || windows.size() < experiment.faults().size();
    if (busy || stalledLately()) {
      stage.in(DRAIN_MS, this::drain);
    } else {
      stage.in(QUIET_MS, () -> new LastReads(clients, stage::finish).begin());
    }
  }
}
