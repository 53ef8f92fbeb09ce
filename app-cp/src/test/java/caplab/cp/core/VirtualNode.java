package caplab.cp.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A machine with a node in virtual time: one acceptor per hash tag, which share its fate. */
final class VirtualNode {

  /** What becomes of a message that comes here. */
  private enum Fate {
    SERVED,
    /** The process is stopped: messages wait. */
    HELD,
    /** Nothing listens, and whoever asks is told at once. */
    REFUSED,
    /** Nothing listens, and nobody is told. */
    LOST
  }

  private final String name;
  private final List<InMemoryAcceptor> tags;
  private final List<Runnable> held = new ArrayList<>();
  private Fate fate = Fate.SERVED;
  private int runs;

  VirtualNode(String name, List<InMemoryAcceptor> tags) {
    this.name = name;
    this.tags = List.copyOf(tags);
  }

  String name() {
    return name;
  }

  InMemoryAcceptor tag(int number) {
    return tags.get(number);
  }

  boolean isDown() {
    return fate == Fate.REFUSED || fate == Fate.LOST;
  }

  boolean refuses() {
    return fate == Fate.REFUSED;
  }

  /** A message came. */
  void receive(Runnable work) {
    switch (fate) {
      case SERVED -> work.run();
      case HELD -> held.add(work);
      case REFUSED, LOST -> {}
    }
  }

  /** Stops for a while, or goes on with everything that waited. */
  void pause(boolean paused) {
    if (!isDown()) {
      fate = paused ? Fate.HELD : Fate.SERVED;
      if (!paused) {
        List<Runnable> all = List.copyOf(held);
        held.clear();
        all.forEach(Runnable::run);
      }
    }
  }

  void goDown(boolean silently) {
    held.clear();
    fate = silently ? Fate.LOST : Fate.REFUSED;
  }

  /** Loses everything without a restart, as FLUSHALL does. */
  void wipe() {
    tags.forEach(InMemoryAcceptor::wipe);
  }

  /** Whether it has no memory left for anything that writes. */
  void full(boolean now) {
    tags.forEach(tag -> tag.full(now));
  }

  /** Its clock is set. */
  void step(long ms) {
    tags.forEach(tag -> tag.step(ms));
  }

  /** A day passes in which it is asked now and then; while it is down, none does (CP-8). */
  void growADayOlder() {
    if (!isDown()) {
      tags.forEach(
          tag -> tag.restart(tag.standing().run(), Disks.older(tag.disk(), Retention.KEPT_MS)));
    }
  }

  /** Whether its disk has a register of this name. */
  boolean holds(String register) {
    return tags.stream().anyMatch(tag -> tag.disk().registers().containsKey(register));
  }

  /** A copy of its disk, by tag. */
  List<InMemoryAcceptor.Disk> disk() {
    return tags.stream().map(InMemoryAcceptor::disk).toList();
  }

  /** Holds so many registers more in each tag, which nobody asks for. */
  void hold(int registers) {
    for (InMemoryAcceptor tag : tags) {
      InMemoryAcceptor.Disk disk = tag.disk();
      Map<String, InMemoryAcceptor.Register> more = new TreeMap<>(disk.registers());
      for (int i = 0; i < registers; i++) {
        RegisterState state = RegisterState.NEVER.next(Optional.of("more"), "0." + i);
        Ballot ballot = new Ballot(1, 1);
        more.put("k:more" + i, new InMemoryAcceptor.Register(ballot, ballot, state));
      }
      tag.restart(
          tag.standing().run(),
          new InMemoryAcceptor.Disk(disk.record(), more, disk.notes(), disk.retention()));
    }
  }

  /** Whether it may vote in this view. */
  boolean votes(View view, int tag) {
    Reply.Standing standing = tag(tag).standing();
    return standing.record().filter(it -> it.lets(view.pass(name), standing.run())).isPresent();
  }

  /** Starts with the disk that it has. */
  void restart() {
    restart(disk());
  }

  /** Starts with this disk. */
  void restart(List<InMemoryAcceptor.Disk> disks) {
    held.clear();
    fate = Fate.SERVED;
    String run = name + "r" + ++runs;
    for (int tag = 0; tag < tags.size(); tag++) {
      tags.get(tag).restart(run, disks.get(tag));
    }
  }
}
