package caplab.cp.core;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The disk of a node in memory, told as Redis keeps it. */
public final class Disks {

  private Disks() {}

  /** By key, as {@code RedisData} tells it; what says nothing is left out. */
  public static SortedMap<String, Object> asRedisKeepsThem(
      String prefix, InMemoryAcceptor.Disk disk) {
    SortedMap<String, Object> data = new TreeMap<>();
    SortedMap<String, String> index = new TreeMap<>();
    disk.registers()
        .forEach((name, register) -> {
          index.put(name, "0");
          data.put(
              prefix + name,
              register(register.promised().text(), register.accepted().text(), register.state()));
        });
    put(data, prefix + "fence", fence(disk));
    put(data, prefix + "index", index);
    SortedMap<String, String> kept = new TreeMap<>();
    disk.retention().changed().forEach((claim, age) -> kept.put(claim, "" + age));
    put(data, prefix + "kept", kept);
    SortedMap<String, String> notes = new TreeMap<>();
    disk.notes()
        .progress()
        .forEach((node, it) ->
            notes.put(node, it.number() + " " + it.incarnation() + " " + it.changes()));
    if (disk.notes().served() > 0) {
      notes.put("", "" + disk.notes().served());
    }
    put(data, prefix + "notes", notes);
    return data;
  }

  /** A register as both are told. */
  public static SortedMap<String, Object> register(
      String promised, String accepted, RegisterState state) {
    return new TreeMap<>(Map.of("p", promised, "a", accepted, "s", state));
  }

  private static SortedMap<String, String> fence(InMemoryAcceptor.Disk disk) {
    SortedMap<String, String> fence = new TreeMap<>();
    NodeRecord record = disk.record().orElse(NodeRecord.NOTHING);
    if (!record.incarnation().isEmpty()) {
      fence.put("inc", record.incarnation());
      fence.put("run", record.run());
      fence.put("view", Codec.text(record.view()));
      fence.put("number", "" + record.view().number());
      fence.put("creator", record.view().creator());
      fence.put("changes", "" + record.changes());
    }
    record
        .pending()
        .ifPresent(refill -> {
          fence.put("pinc", refill.incarnation());
          fence.put("prun", refill.run());
          fence.put("after", refill.after());
          fence.put("refilled", "" + refill.refilled());
        });
    if (disk.retention().atMs() != Retention.NONE.atMs()) {
      fence.put("age", "" + disk.retention().ageMs());
      fence.put("at", "" + disk.retention().atMs());
    }
    return fence;
  }

  private static void put(
      SortedMap<String, Object> data, String key, SortedMap<String, String> of) {
    if (!of.isEmpty()) {
      data.put(key, of);
    }
  }

  /** The disk of a node so much older; of one that never counted its age, the same. */
  public static InMemoryAcceptor.Disk older(InMemoryAcceptor.Disk disk, long ms) {
    Retention was = disk.retention();
    return was.atMs() == Retention.NONE.atMs()
        ? disk
        : new InMemoryAcceptor.Disk(
            disk.record(),
            disk.registers(),
            disk.notes(),
            new Retention(was.ageMs() + ms, was.atMs() - Retention.LEAST_MS, was.changed()));
  }
}
