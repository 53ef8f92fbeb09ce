package caplab.lab.report;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Chart.js, out of its WebJar. */
final class ChartLibrary {

  private static final String COORDINATES =
      "/META-INF/maven/org.webjars.npm/chart.js/pom.properties";
  private static final String FILE =
      "/META-INF/resources/webjars/chart.js/%s/dist/chart.umd.min.js";

  private ChartLibrary() {}

  /** Its script, without the pointer to a source map that a browser would go and look for. */
  static String script() {
    return Resource.text(FILE.formatted(version())).replaceAll("(?m)^//# sourceMappingURL=.*$", "");
  }

  private static String version() {
    try {
      Properties coordinates = new Properties();
      coordinates.load(new StringReader(Resource.text(COORDINATES)));
      return coordinates.getProperty("version");
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
