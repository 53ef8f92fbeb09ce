package caplab.lab.report;

/** What the name of a service instance tells: {@code app_cp_g2}. */
final class Instance {

  private Instance() {}

  /** {@code cp} or {@code ap}; empty of another's name. */
  static String mode(String name) {
    return name.startsWith("app_cp") ? "cp" : name.startsWith("app_ap") ? "ap" : "";
  }

  /** The zone it runs in; the first has no suffix. Another's name is its own zone. */
  static String zone(String name) {
    if (mode(name).isEmpty()) {
      return name;
    }
    return name.length() > "app_cp_".length() ? name.substring("app_cp_".length()) : "g1";
  }
}
