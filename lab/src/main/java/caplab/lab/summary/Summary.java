package caplab.lab.summary;

import caplab.lab.trial.PromiseVerdict.Word;
import caplab.lab.wire.LabJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The runs that the documentation quotes, in the order of experiments: what {@code docs/runs.json}
 * holds, and from which README and {@code docs/runs.md} are written.
 */
public record Summary(List<Entry> runs) {

  /**
   * Reads the folders of runs.
   *
   * @throws IOException if one lacks {@code config.json} or {@code verdict.json}
   */
  public static Summary of(List<Path> folders) throws IOException {
    List<Entry> runs = new ArrayList<>();
    for (Path folder : folders) {
      runs.add(Entry.read(folder));
    }
    runs.sort(Comparator.comparing(Entry::experiment).thenComparing(Entry::run));
    return new Summary(List.copyOf(runs));
  }

  /** Reads what {@link #json} wrote. */
  public static Summary parse(String json) {
    return new Summary(List.of(LabJson.MAPPER.readValue(json, Entry[].class)));
  }

  /** A run a line, so that a change of one shows as one. */
  public String json() {
    return runs.stream()
        .map(LabJson.MAPPER::writeValueAsString)
        .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
  }

  /** How many runs, and what became of all their promises, in one sentence. */
  public String sentence() {
    long experiments = runs.stream().map(Entry::experiment).distinct().count();
    return String.format(
        Locale.ROOT,
        "%,d runs of %,d experiments: %,d verdicts held, %,d undecided, %,d violated; forbidden outcomes seen: %,d",
        runs.size(),
        experiments,
        count(Word.HELD),
        count(Word.UNDECIDED),
        count(Word.VIOLATED),
        runs.stream().mapToLong(run -> run.forbidden().size()).sum());
  }

  private long count(Word word) {
    return runs.stream()
        .flatMap(run -> run.verdicts().stream())
        .filter(each -> each.word() == word)
        .count();
  }
}
