package caplab.config;

import java.util.List;

/** What may be switched while running, under these names in lower case in {@code FEATURES_FILE}. */
public final class Flags {

  public static final Setting<Boolean> RATE_LIMIT =
      flag("RATE_LIMIT", "whether the limits that RATE_LIMIT sets hold");
  public static final Setting<Boolean> AUDIT_LOG =
      flag("AUDIT_LOG", "whether WRITE and AUTH are told, on stdout and in AUDIT_FILE");
  public static final Setting<Integer> ACCESS_LOG =
      Setting.of(
          "ACCESS_LOG",
          "reads",
          "100",
          "of so many reads one is told; true is 100, false none",
          text ->
              switch (text) {
                case "true" -> 100;
                case "false" -> 0;
                default -> Readers.integer(0, 1_000_000).read(text);
              });
  public static final Setting<Boolean> TRACING =
      flag("TRACING", "whether requests leave spans, where OTEL_* say that there is a collector");
  public static final Setting<Boolean> METRICS = flag("METRICS", "whether there is /metrics");
  public static final Setting<Boolean> HEALTH_CHECK =
      flag("HEALTH_CHECK", "whether there is /health/detailed; the probes always are");
  public static final Setting<Boolean> READ_REPAIR =
      flag("READ_REPAIR", "whether a read of app-ap levels the nodes that it asked");
  public static final Setting<Boolean> DIGEST_EXCHANGE =
      flag("DIGEST_EXCHANGE", "whether app-ap compares nodes key by key, four times a minute");

  private static final List<Setting<?>> ALL =
      List.of(
          RATE_LIMIT,
          AUDIT_LOG,
          ACCESS_LOG,
          TRACING,
          METRICS,
          HEALTH_CHECK,
          READ_REPAIR,
          DIGEST_EXCHANGE,
          Settings.STALENESS_POLICY);

  private Flags() {}

  static List<Setting<?>> all() {
    return ALL;
  }

  private static Setting<Boolean> flag(String name, String why) {
    return Setting.of(name, "", "true", why, Readers.flag());
  }
}
