package caplab.lab.check;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.history.HistoryPieces;
import caplab.lab.history.HistoryReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A history is judged in pieces as it is as a whole. */
class HistoryPiecesTest {

  private static final Path FOLDER = Path.of("src/test/resources/histories");

  @TempDir Path folder;

  static List<Path> histories() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("histories")
  void givesTheSameVerdictsInPieces(Path history) throws IOException {
    assertThat(inPieces(history, 7)).isEqualTo(asAWhole(history));
  }

  @Test
  void givesTheSameVerdictOfManyKeys() throws IOException {
    Path history = MadeHistory.write(folder.resolve("made.jsonl"), 40, 4000, 0.02);
    assertThat(asAWhole(history).getFirst())
        .startsWith("app-cp, each key acts as one copy (linearizable): Valid");
    assertThat(inPieces(history, 7)).isEqualTo(asAWhole(history));
  }

  /** "a" and "b" are in different pieces; that the session was lost is said on "a" alone. */
  @Test
  void aSessionThatWasLostOnOneKeyBeginsAnewOnAll() throws IOException {
    Path history =
        Files.writeString(
            folder.resolve("lost.jsonl"),
            """
            {"process":0,"type":"invoke","f":"write","key":"b","value":"b-1","time":0,"mode":"ap","session":"s"}
            {"process":0,"type":"ok","f":"write","key":"b","value":"b-1","time":1,"mode":"ap","session":"s"}
            {"process":0,"type":"invoke","f":"write","key":"b","value":"b-2","time":2,"mode":"ap","session":"s"}
            {"process":0,"type":"ok","f":"write","key":"b","value":"b-2","time":3,"mode":"ap","session":"s"}
            {"process":0,"type":"invoke","f":"read","key":"b","value":null,"time":4,"mode":"ap","session":"s"}
            {"process":0,"type":"ok","f":"read","key":"b","value":"b-2","time":5,"mode":"ap","session":"s","session_state":"satisfied"}
            {"process":0,"type":"invoke","f":"read","key":"a","value":null,"time":6,"mode":"ap","session":"s"}
            {"process":0,"type":"ok","f":"read","key":"a","value":null,"time":7,"mode":"ap","session":"s","session_state":"lost"}
            {"process":0,"type":"invoke","f":"read","key":"b","value":null,"time":8,"mode":"ap","session":"s"}
            {"process":0,"type":"ok","f":"read","key":"b","value":"b-1","time":9,"mode":"ap","session":"s","session_state":"satisfied"}
            """);
    assertThat(asAWhole(history))
        .contains("app-ap, a session sees its own writes: Valid[looked=1]");
    assertThat(inPieces(history, 2)).isEqualTo(asAWhole(history));
  }

  /** Zone g2 answered a last read of "b" and none of "a". */
  @Test
  void aZoneThatAnsweredOnAnyKeyAnswered() throws IOException {
    Path history =
        Files.writeString(
            folder.resolve("zones.jsonl"),
            Stream.of("a g1 ok", "b g1 ok", "a g2 fail", "b g2 ok")
                .map(each -> each.split(" "))
                .map(it -> lastRead(it[0], it[1], it[2]))
                .reduce("", String::concat));
    assertThat(asAWhole(history))
        .contains("app-ap, all nodes hold the same after the heal: Valid[looked=1]");
    assertThat(inPieces(history, 2)).isEqualTo(asAWhole(history));
  }

  private static String lastRead(String key, String zone, String type) {
    String line =
        "{\"process\":0,\"type\":\"%s\",\"f\":\"read\",\"key\":\"%s\",\"value\":null,\"mode\":\"ap\",\"zone\":\"%s\",\"phase\":\"final\"}\n";
    return line.formatted("invoke", key, zone) + line.formatted(type, key, zone);
  }

  private static List<String> asAWhole(Path history) throws IOException {
    return told(HistoryJudge.of(HistoryReader.read(history)));
  }

  private static List<String> inPieces(Path history, int number) throws IOException {
    try (HistoryPieces pieces = HistoryPieces.split(history, number, count -> {})) {
      return told(HistoryJudge.of(pieces, what -> {}));
    }
  }

  /** Positions in a history are not compared, nor which of several witnesses is told. */
  private static List<String> told(List<HistoryJudge.Judged> all) {
    return all.stream()
        .map(it ->
            it.service()
                + ", "
                + it.promise()
                + ": "
                + switch (it.judgement()) {
                  case Judgement.Valid valid -> valid.toString();
                  case Judgement.Undecided undecided -> undecided.toString();
                  case Judgement.Violated violated -> "Violated " + violated.why();
                })
        .toList();
  }
}
