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
    List<AddressRange> trustedProxies,
    List<String> corsOrigins) {

  private static final int CONNECTIONS_MOST = 16_384;
  private static final int IN_FLIGHT_MOST = 8_192;
  // For connections to nodes, files and the JVM itself.
  private static final int DESCRIPTORS_KEPT_BACK = 256;

  public static HttpSettings of(CommonConfig config) {
    return new HttpSettings(
        config.host(),
        config.port(),
        config.requestTimeout(),
        config.maxValueBytes(),
        affordableConnections(),
        IN_FLIGHT_MOST,
        config.trustedProxies(),
        config.corsOrigins());
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
