package caplab.lab.bench;

import caplab.lab.wire.Http;
import caplab.lab.wire.Patience;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Something that is measured: a service, the peer it is compared with, or what both are below. */
abstract sealed class Rival permits RawRedis, Webdis, Etcd, OurService {

  static final Duration SETTLED = Duration.ofSeconds(20);

  private final String name;
  private final Party party;

  Rival(String name, Party party) {
    this.name = name;
    this.party = party;
  }

  /** {@code app-ap}. */
  String name() {
    return name;
  }

  /** How it is asked by hand. */
  Http services() {
    return Http.PLAIN;
  }

  Party party() {
    return party;
  }

  /** Whom a user would pick instead. */
  Optional<String> peer() {
    return Optional.empty();
  }

  /** What it holds before anything is measured. */
  KeyRange known() {
    return KeyRange.KNOWN;
  }

  List<Work> works() {
    return List.of(Work.WRITE, Work.READ);
  }

  /**
   * Starts it and returns once it serves.
   *
   * @param told hears how far it is
   */
  abstract void start(Consumer<String> told);

  /** How this is asked of it. */
  abstract Target target(Work work, KeyRange keys, String value);

  /** Goes on after it was paused. */
  void resume() {
    party.resume();
  }

  /** Waits, for 20 s at most, until nothing is left to do of what was asked. */
  void settle() {
    Patience.until(SETTLED, party::isQuiet);
  }

  /** Drops what nobody needs any more; what that takes is not counted. */
  void tidy() {}
}
