package caplab.lab.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caplab.lab.history.HistoryEvent.F;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {

  @TempDir Path folder;

  @Test
  void isReadAsItWasWritten() throws IOException {
    List<HistoryEvent> events =
        read(
            """
            {"process":0,"type":"invoke","f":"write","key":"x","value":"a","time":5,"node":"app_cp_g1","zone":"g1"}
            {"process":1,"type":"invoke","f":"cas","key":"x","value":[null,"b"],"time":6}
            {"process":1,"type":"fail","f":"cas","key":"x","value":[null,"b"],"time":8,"status":412}
            {"process":0,"type":"ok","f":"write","key":"x","value":"a","time":9,"node":"app_cp_g1","version":1}
            """);
    Path file = folder.resolve("history.jsonl");
    Files.write(file, events.stream().map(HistoryWriter::line).toList());
    assertThat(HistoryReader.read(file)).isEqualTo(events).hasSize(4);
    assertThat(Files.readString(file))
        .startsWith("{\"process\":0,\"type\":\"invoke\",\"f\":\"write\"");
  }

  @Test
  void takesTheOrderOfLinesForTime_andOneRegisterForNoKey() {
    List<HistoryEvent> events =
        read(
            """
            {"process":0,"type":"invoke","f":"read","value":null}
            {"process":"nemesis","type":"info","f":"start-partition","value":"majority"}

            {"process":0,"type":"ok","value":3,"extra":{"kept":true}}
            """);
    assertThat(events).extracting(HistoryEvent::time).containsExactly(0L, 1_000_000L);
    assertThat(events).extracting(HistoryEvent::key).containsOnly("");
    assertThat(events.getLast().f()).isEqualTo(F.READ);
    assertThat(events.getLast().more()).containsKey("extra");
  }

  @Test
  void readsJepsensIndependentKeys() {
    List<HistoryEvent> events =
        read(
            """
            {"process":0,"type":"invoke","f":"cas","value":[7,[1,2]]}
            {"process":0,"type":"ok","f":"cas","value":[7,[1,2]]}
            {"process":0,"type":"invoke","f":"read","value":[7,null]}
            {"process":0,"type":"ok","f":"read","value":[7,2]}
            {"process":1,"type":"invoke","f":"cas","value":[1,2]}
            """);
    assertThat(events).extracting(HistoryEvent::key).containsExactly("7", "7", "7", "7", "");
    assertThat(events.get(3).value().asInt()).isEqualTo(2);
  }

  @Test
  void namesTheLineThatIsNoEvent() {
    String good = "{\"process\":0,\"type\":\"invoke\",\"f\":\"read\"}\n";
    assertThatThrownBy(() -> read(good + "{\"process\":0,"))
        .isInstanceOf(UnreadableHistory.class)
        .hasMessageStartingWith("h.jsonl:2: not JSON: ");
    assertThatThrownBy(() -> read("[1]")).hasMessage("h.jsonl:1: not a JSON object");
    assertThatThrownBy(() -> read("{\"type\":\"ok\"}")).hasMessage("h.jsonl:1: no process");
    assertThatThrownBy(() -> read("{\"process\":1,\"type\":\"ok\",\"f\":\"read\"}"))
        .hasMessage("h.jsonl:1: process 1 completes an operation that it never began");
    assertThatThrownBy(() -> read("{\"process\":1,\"type\":\"okay\",\"f\":\"read\"}"))
        .hasMessage("h.jsonl:1: type is one of invoke, ok, fail, info, not \"okay\"");
    assertThatThrownBy(() -> read(good + "{\"process\":0,\"type\":\"ok\",\"f\":\"write\"}"))
        .hasMessage("h.jsonl:2: process 0 began read of \"\" and completes write of \"\"");
    assertThatThrownBy(() -> read(good.replace("read", "cas")))
        .hasMessage("h.jsonl:1: the value of a cas is [expected, new], not null");
    assertThatThrownBy(
            () -> read("{\"process\":0,\"type\":\"invoke\",\"f\":\"read\",\"time\":1.5}"))
        .hasMessage("h.jsonl:1: time is a whole number, not 1.5");
  }

  @Test
  void pairsEachBeginningWithItsEnd_andLeavesTheOthersOpen() {
    List<Operation> operations =
        Pairing.operations(
            read(
                """
                {"process":0,"type":"invoke","f":"write","key":"x","value":"a","time":0}
                {"process":1,"type":"invoke","f":"read","key":"x","value":null,"time":1000000}
                {"process":1,"type":"ok","f":"read","key":"x","value":"a","time":2500000}
                {"process":0,"type":"info","f":"write","key":"x","value":"a","time":3000000}
                {"process":2,"type":"invoke","f":"delete","key":"x","value":null,"time":4000000}
                """));
    assertThat(operations)
        .extracting(Operation::toString)
        .containsExactly(
            "process 0: write a ? on x  [0.0 – 3.0 ms]",
            "process 1: read → a on x  [1.0 – 2.5 ms]",
            "process 2: delete ? on x  [4.0 – … ms]");
    assertThat(operations)
        .extracting(Operation::ended)
        .containsExactly(Operation.OPEN, 2, Operation.OPEN);
  }

  private static List<HistoryEvent> read(String lines) {
    return HistoryReader.read(new BufferedReader(new StringReader(lines)), "h.jsonl").toList();
  }
}
