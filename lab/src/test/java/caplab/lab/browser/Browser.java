package caplab.lab.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The system's Chromium without a window, driven by Playwright. One is enough for a test class; it
 * belongs to the thread that opened it.
 */
public final class Browser implements AutoCloseable {

  private static final Map<String, String> FETCH_NOTHING =
      Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser chromium;

  private Browser(Path executable) {
    playwright = Playwright.create(new Playwright.CreateOptions().setEnv(FETCH_NOTHING));
    chromium = playwright.chromium().launch(new LaunchOptions().setExecutablePath(executable));
  }

  /** Starts Chromium; where none is on the PATH, the test is skipped and says so. */
  public static Browser open() {
    Optional<Path> executable = find(System.getenv("PATH"));
    assumeTrue(executable.isPresent(), "no chromium on the PATH: install the package 'chromium'");
    return new Browser(executable.get());
  }

  /** A new tab with nothing remembered from others. */
  public Tab tab(Screen screen) {
    return new Tab(chromium.newContext(screen.options()));
  }

  private static Optional<Path> find(String path) {
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .flatMap(name -> Stream.of(path.split(File.pathSeparator, -1)).map(in -> Path.of(in, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @Override
  public void close() {
    chromium.close();
    playwright.close();
  }
}
