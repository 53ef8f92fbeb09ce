package caplab.ap.core;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What a schedule is made of.
 *
 * @param nodes nodes
 * @param operations operations of clients
 * @param logCap entries that a log keeps
 * @param inARow whether disks are lost also while other nodes could not make up for it
 * @param faults faults beyond those of the network and of instances, which every schedule has
 */
record Plan(int nodes, int operations, int logCap, boolean inARow, Map<Fault, Integer> faults) {

  /** What may happen to nodes. */
  enum Fault {
    /** A disk is lost while the node runs. */
    WIPE,
    /** A node restarts with what its disk was a while ago. */
    OLD_DISK,
    /** A node is down for a moment. */
    RESTART,
    /** Several nodes, or all, are down at once. */
    POWER_CUT,
    /** A node's clock is set. */
    CLOCK_STEP,
    /** Somebody deletes a key of a node, or it is evicted. */
    THEFT
  }

  private static final int OPERATIONS = 100;

  static final Plan CALM = of(3);
  static final Plan SHORT_LOGS = of(3).log(3);
  static final Plan WIPES = of(3).with(Fault.WIPE, 2);
  static final Plan OLD_DISK = of(3).with(Fault.OLD_DISK, 1);
  static final Plan STEPS = of(3).with(Fault.CLOCK_STEP, 3);
  private static final Plan LOST_DISKS = WIPES.with(Fault.RESTART, 1);
  private static final Plan OLD_DISKS = OLD_DISK.with(Fault.RESTART, 1);
  private static final Plan POWER_CUTS = of(3).with(Fault.POWER_CUT, 2).with(Fault.RESTART, 1);
  private static final Plan ALL_AT_ONCE =
      SHORT_LOGS
          .with(Fault.WIPE, 2)
          .with(Fault.OLD_DISK, 1)
          .with(Fault.RESTART, 1)
          .with(Fault.POWER_CUT, 1)
          .with(Fault.CLOCK_STEP, 1);
  private static final Plan THEFTS = of(3).with(Fault.THEFT, 2).with(Fault.RESTART, 1);
  private static final Plan FOUR_NODES =
      of(4).with(Fault.WIPE, 1).with(Fault.RESTART, 1).with(Fault.CLOCK_STEP, 1);
  private static final Plan FIVE_NODES = of(5).with(Fault.WIPE, 1).with(Fault.POWER_CUT, 1);
  private static final Plan TWO_NODES = of(2).with(Fault.WIPE, 1).with(Fault.RESTART, 1);

  /** By seed, in turn: of a hundred schedules each has its share. */
  private static final List<Plan> TURNS =
      List.of(
          CALM,
          SHORT_LOGS,
          LOST_DISKS,
          OLD_DISKS,
          ALL_AT_ONCE,
          STEPS,
          POWER_CUTS,
          THEFTS,
          LOST_DISKS,
          ALL_AT_ONCE,
          OLD_DISKS,
          SHORT_LOGS.with(Fault.THEFT, 1),
          FOUR_NODES,
          ALL_AT_ONCE,
          TWO_NODES,
          FIVE_NODES);

  Plan {
    EnumMap<Fault, Integer> ordered = new EnumMap<>(Fault.class);
    ordered.putAll(faults);
    faults = Collections.unmodifiableMap(ordered);
  }

  /** So many nodes, and only what happens in every schedule. */
  static Plan of(int nodes) {
    return new Plan(nodes, OPERATIONS, 8, false, Map.of());
  }

  /** What a seed stands for. */
  static Plan of(long seed) {
    return TURNS.get((int) Math.floorMod(seed, (long) TURNS.size()));
  }

  /** Any faults, up to three of a kind, however little is left. */
  static Plan anything(long seed) {
    SplittableRandom drawn = new SplittableRandom(seed);
    Plan plan = new Plan(2 + drawn.nextInt(4), OPERATIONS, 2 + drawn.nextInt(7), true, Map.of());
    for (Fault fault : Fault.values()) {
      plan = plan.with(fault, drawn.nextInt(4));
    }
    return plan;
  }

  /** The same with so many faults of a kind. */
  Plan with(Fault fault, int times) {
    EnumMap<Fault, Integer> more = new EnumMap<>(Fault.class);
    more.putAll(faults);
    more.put(fault, times);
    return new Plan(nodes, operations, logCap, inARow, more);
  }

  /** The same with logs of another length. */
  Plan log(int entries) {
    return new Plan(nodes, operations, entries, inARow, faults);
  }

  /** The same with another number of operations. */
  Plan operations(int other) {
    return new Plan(nodes, other, logCap, inARow, faults);
  }

  int times(Fault fault) {
    return faults.getOrDefault(fault, 0);
  }
}
