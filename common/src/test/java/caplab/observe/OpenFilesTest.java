package caplab.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class OpenFilesTest {

  private static final int MANY = 200;

  private final UnixOperatingSystemMXBean unix =
      (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** Others open and close some meanwhile. */
  @Test
  void isWhatTheSystemCounts() throws IOException {
    List<Closeable> open = new ArrayList<>();
    try {
      for (int i = 0; i < MANY; i++) {
        open.add(new ServerSocket(0));
      }
      assertThat(OpenFiles.open(unix))
          .isGreaterThanOrEqualTo(MANY)
          .isCloseTo(unix.getOpenFileDescriptorCount(), Offset.offset(MANY / 2L));
    } finally {
      for (Closeable each : open) {
        each.close();
      }
    }
  }
}
