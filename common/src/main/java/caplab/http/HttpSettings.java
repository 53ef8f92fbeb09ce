package caplab.http;

import caplab.config.AddressRange;
import caplab.config.CommonConfig;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;

/**
 * Limits of the HTTP side (B-4).
 *
 * @param port 0 takes a free one
 * @param requestTimeout until when a request must have arrived and been answered
 * @param maxValueBytes of a value in UTF-8
 * @param maxConnections open at once; one more, and the idlest are closed
 * @param maxInFlight requests being answered at once; more are refused with 503
 * @param heapBytes the memory there is, by which the bytes of values at once are limited
 * @param trustedProxies addresses whose {@code X-Forwarded-For} and {@code Forwarded} are believed
 * @param corsOrigins whose pages may call from a browser
 */
public record HttpSettings(
    String host,
    int port,
    Duration requestTimeout,
    int maxValueBytes,
    int maxConnections,
    int maxInFlight,
    long heapBytes,
    List<AddressRange> trustedProxies,
    List<String> corsOrigins) {

  private static final int CONNECTIONS_MOST = 16_384;
  private static final int IN_FLIGHT_MOST = 8_192;
  // What a request takes besides its value: a thread's stack, buffers, a round with each node.
  private static final int IN_FLIGHT_BYTES = 256 * 1024;
  // For connections to nodes, files and the JVM itself.
  private static final int DESCRIPTORS_KEPT_BACK = 256;

  public static HttpSettings of(CommonConfig config) {
    long heap = Runtime.getRuntime().maxMemory();
    return new HttpSettings(
        config.host(),
        config.port(),
        config.requestTimeout(),
        config.maxValueBytes(),
        affordableConnections(),
        (int) Math.min(IN_FLIGHT_MOST, heap / IN_FLIGHT_BYTES),
        heap,
        config.trustedProxies(),
        config.corsOrigins());
  }

  /**
   * Room for values that clients send. On its way to three nodes one is there in a dozen forms:
   * bytes, text, a register's state, a frame for each node, and what it takes the place of.
   */
  Room valuesIn() {
    return new Room(heapBytes / 32, maxValueBytes);
  }

  /** Room for answers until clients have taken them, which may be slow. */
  Room valuesOut() {
    return new Room(heapBytes / 4, maxValueBytes);
  }

  private static int affordableConnections() {
    long descriptors = CONNECTIONS_MOST + DESCRIPTORS_KEPT_BACK;
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.UnixOperatingSystemMXBean unix) {
      descriptors = Math.min(descriptors, unix.getMaxFileDescriptorCount());
    }
    return (int) Math.max(64, descriptors - DESCRIPTORS_KEPT_BACK);
  }
}
