package caplab.lab.console;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.browser.Browser;
import caplab.lab.browser.Screen;
import caplab.lab.browser.Tab;
import caplab.lab.experiment.Experiments;
import caplab.lab.model.StageKind;
import caplab.lab.trial.Laboratory;
import caplab.lab.trial.Progress;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the pictures of the README anew, of a real cluster and a real run, into {@code
 * docs/pictures}: {@code mvn test -pl lab -am -Dtest=Pictures
 * -Dsurefire.failIfNoSpecifiedTests=false}. No suite runs it.
 */
class Pictures {

  private static final long BYTES_MOST = 150_000;
  private static final Screen SCREEN = new Screen(1060, 700, false);

  @TempDir Path folder;

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("redis")) ? here : here.getParent();
  }

  @Test
  void theConsoleAfterACut() throws IOException {
    try (Browser browser = Browser.open();
        LiveCluster live = new LiveCluster(folder);
        Tab tab = browser.tab(SCREEN).visit("http://127.0.0.1:" + live.port() + "/")) {
      Page page = tab.page();
      page.waitForSelector("[data-link='g1:db_g2'] path[d]");
      page.fill("[name=value]", "blue");
      page.click("text=Ask both");
      page.waitForSelector("#cp .status.good");
      page.evaluate("document.activeElement.blur()");
      page.keyboard().press("1");
      page.waitForSelector(".zone.cut-off");
      page.waitForCondition(() -> page.textContent("#legend").contains("stale"));
      page.click("text=read");
      page.waitForCondition(() -> {
        page.click("text=Ask both");
        return page.locator("#cp .status.bad").count() == 1
            && page.locator("#ap .status.warn").count() == 1;
      });
      keep(page, "main > .card:nth-child(-n+2)", "console.png");
    }
  }

  @Test
  void theBillOfARun() throws IOException {
    Laboratory laboratory = new Laboratory(root(), folder.resolve("bin"), folder.resolve("runs"));
    Path report =
        laboratory
            .run(
                new Laboratory.RunPlan(
                    Experiments.named("E04"),
                    1,
                    16_000,
                    Optional.empty(),
                    StageKind.EMBEDDED,
                    false),
                Progress.NONE)
            .report();
    try (Browser browser = Browser.open();
        Tab tab = browser.tab(SCREEN).visit(report.toUri().toString())) {
      tab.page().waitForSelector("html[data-ready]");
      keep(tab.page(), "#bill .lead, #bill .side, #answers .card", "bill.png");
    }
  }

  /** The part of the page that all of these together take up. */
  private static void keep(Page page, String what, String name) throws IOException {
    page.evaluate("document.querySelectorAll('nav, #bill .scroll').forEach(it => it.remove())");
    @SuppressWarnings("unchecked")
    List<Number> box =
        (List<Number>)
            page.evaluate(
                """
                what => {
                  const boxes = [...document.querySelectorAll(what)].map(it => it.getBoundingClientRect());
                  const left = Math.min(...boxes.map(it => it.left)), top = Math.min(...boxes.map(it => it.top));
                  return [left - 8, top + scrollY - 8, Math.max(...boxes.map(it => it.right)) - left + 16,
                    Math.max(...boxes.map(it => it.bottom)) - top + 16];
                }
                """,
                what);
    Path picture = Files.createDirectories(root().resolve("docs/pictures")).resolve(name);
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(picture)
            .setFullPage(true)
            .setClip(
                box.get(0).doubleValue(),
                box.get(1).doubleValue(),
                box.get(2).doubleValue(),
                box.get(3).doubleValue()));
    assertThat(Files.size(picture)).isLessThan(BYTES_MOST);
  }
}
