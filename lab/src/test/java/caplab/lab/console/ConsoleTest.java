package caplab.lab.console;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.browser.Browser;
import caplab.lab.browser.Screen;
import caplab.lab.browser.Tab;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a browser, on a real cluster. */
class ConsoleTest {

  private static final double PATIENCE_MS = 30_000;

  @TempDir static Path folder;
  private static LiveCluster live;
  private static Browser browser;

  @BeforeAll
  static void start() {
    browser = Browser.open();
    live = new LiveCluster(folder);
  }

  @AfterAll
  static void stop() {
    if (live != null) {
      live.close();
      browser.close();
    }
  }

  @AfterEach
  void heal() {
    live.cluster().heal();
  }

  private static Tab open(Screen screen) {
    Tab tab = browser.tab(screen).visit("http://127.0.0.1:" + live.port() + "/");
    tab.page().setDefaultTimeout(PATIENCE_MS);
    tab.page().waitForSelector("[data-link='g1:db_g2'] path[d]");
    return tab;
  }

  private static void await(Page page, BooleanSupplier condition) {
    page.waitForCondition(condition, new Page.WaitForConditionOptions().setTimeout(PATIENCE_MS));
  }

  private static boolean shows(Page page, String selector, String text) {
    return page.locator(selector).textContent().contains(text);
  }

  private static Locator link(Page page, String name) {
    return page.locator("[data-link='" + name + "']");
  }

  /**
   * With the mouse, at a point of the line where it crosses no other; again if the page moved
   * before the click.
   */
  private static void click(Page page, String name) {
    Locator link = link(page, name);
    link.evaluate(
        "link => link.addEventListener('click', () => link.dataset.clicked = true, {once: true})");
    await(
        page,
        () -> {
          Object at =
              link.evaluate(
                  "link => { const line = link.querySelector('.line');"
                      + "const p = line.getPointAtLength(line.getTotalLength() * 0.12);"
                      + "const q = p.matrixTransform(line.getScreenCTM());"
                      + "const top = document.elementFromPoint(q.x, q.y);"
                      + "return link.contains(top) ? [q.x, q.y] : []; }");
          if (at instanceof List<?> point && point.size() == 2) {
            page.mouse()
                .click(
                    ((Number) point.get(0)).doubleValue(), ((Number) point.get(1)).doubleValue());
          }
          return link.getAttribute("data-clicked") != null;
        });
  }

  @Test
  void linksCutByAClick_makeCpRefuseAndApStale_andAHealEndsBoth() {
    try (Tab tab = open(Screen.DESK)) {
      Page page = tab.page();
      page.click("text=Ask both");
      await(page, () -> shows(page, "#cp .status", "200") && shows(page, "#ap .status", "200"));

      click(page, "g1:db_g2");
      click(page, "g1:db_g3");
      click(page, "g2:db_g1");
      await(page, () -> shows(page, "#topology", "reaches 1 of 3: no majority"));
      page.click("text=read");
      page.check("[name=again]");
      await(page, () -> shows(page, "#cp .status", "503"));
      assertThat(page.textContent("#cp")).contains("Nothing was changed", "not applied");
      await(page, () -> shows(page, "#ap .said", "stale, the limit is 1.5 s"));
      assertThat(page.textContent("#ap")).contains("200", "“blue”");
      await(page, () -> shows(page, "#legend", "stale"));
      await(page, () -> shows(page, "[data-breaker='app_cp:db_g2']", "open"));
      assertThat(page.textContent("#difference")).contains("only app-ap answered");

      page.click("#heal");
      await(page, () -> shows(page, "#cp .status", "200"));
      await(page, () -> !shows(page, "#ap .said", "stale"));
      await(page, () -> !shows(page, "#legend", "stale"));
      await(page, () -> shows(page, "[data-breaker='app_cp:db_g2']", "closed"));
      assertThat(page.textContent("#log")).contains("network whole again", "app_cp: refuses");
      assertThat(tab.errors()).isEmpty();
      assertThat(tab.requests()).allMatch(url -> url.startsWith("http://127.0.0.1:" + live.port()));
    }
  }

  @Test
  void aLightLoad_makesEveryInstanceAnswer_untilItIsTakenAway() {
    try (Tab tab = open(Screen.DESK)) {
      Page page = tab.page();
      Locator answered = page.locator("[data-instance] [data-label=answered]");
      await(page, () -> answered.count() > 0);
      List<Integer> before = numbers(answered);
      Response read =
          page.waitForResponse(
              it -> it.url().endsWith("/twin") && it.request().postData().contains("read"),
              () -> page.check("#load"));
      assertThat(read.text()).contains("\"status\":200").doesNotContain("\"status\":404");
      await(
          page,
          () -> {
            List<Integer> now = numbers(answered);
            return IntStream.range(0, before.size()).allMatch(i -> now.get(i) > before.get(i) + 3);
          });
      page.uncheck("#load");
      await(
          page,
          () -> {
            List<Integer> one = numbers(answered);
            page.waitForTimeout(1_200); // two looks of the page
            return one.equals(numbers(answered));
          });
      assertThat(tab.errors()).isEmpty();
    }
  }

  private static List<Integer> numbers(Locator cells) {
    return cells.allTextContents().stream().map(Integer::valueOf).toList();
  }

  @Test
  void aPageOpenedAfterACut_showsIt_withTheCommandThatMakesIt() {
    try (Tab first = open(Screen.DESK)) {
      first.page().keyboard().press("1");
      await(first.page(), () -> shows(first.page(), "#topology", "rejoin"));
      first.page().keyboard().press("h");
      await(first.page(), () -> shows(first.page(), "#log", "network whole again"));
    }
    try (Tab late = open(Screen.DESK)) {
      Page page = late.page();
      await(page, () -> shows(page, "#log", "network whole again"));
      assertThat(page.textContent("#log")).contains("g1:db_g2", "silent");
      assertThat(page.locator("#log button[title^='./cap cut g1 --port-base']").count())
          .isPositive();
      assertThat(page.locator("#staleness .fault-window").count()).isPositive();
      assertThat(late.errors()).isEmpty();
    }
  }

  @Test
  void theGuideLeadsFromTheCutToTheConflict_andItsEnd() {
    try (Tab tab = open(Screen.DESK)) {
      Page page = tab.page();
      page.click("text=Guide me");
      for (String step : List.of("Cut", "Ask both", "Write both sides", "Heal")) {
        await(page, () -> step.equals(page.textContent("#guide [aria-current]")));
        page.click("#guide button");
      }
      await(page, () -> shows(page, "#guide [aria-current]", "Resolve"));
      await(
          page,
          () -> {
            page.click("#guide button");
            return page.locator("#ap .siblings button").count() == 2;
          });
      page.click("text=keep “green”");
      await(page, () -> shows(page, "#guide", "That is the choice"));
      assertThat(tab.barriers()).isEmpty();
      page.keyboard().press("r");
      await(page, () -> shows(page, "#ap .said", "“green”"));
      assertThat(page.locator("#ap .siblings").count()).isZero();
      assertThat(tab.errors()).isEmpty();
    }
  }

  @Test
  void undoBringsBackWhatWas_andReadsOnceAtTheStart() {
    try (Tab tab = open(Screen.DESK)) {
      Page page = tab.page();
      await(page, () -> !shows(page, "#ap .said", "not asked yet"));
      page.keyboard().press("2");
      await(page, () -> faults().size() == 3);
      page.keyboard().press("u");
      await(page, () -> faults().isEmpty());
      page.keyboard().press("u");
      page.keyboard().press("?");
      assertThat(page.locator("#keys").isVisible()).isTrue();
      assertThat(tab.errors()).isEmpty();
    }
  }

  @Test
  void wordsOfTheGlossary_areExplainedWhereTheyStand() {
    try (Tab tab = open(Screen.PHONE)) {
      Page page = tab.page();
      await(page, () -> page.locator("[data-term=breaker][aria-describedby]").count() > 0);
      page.click("[data-term=breaker]");
      assertThat(page.textContent("#gloss")).contains("memory that a node failed often");
      assertThat(page.locator(".term:not([aria-describedby])").count()).isZero();
      assertThat(tab.errors()).isEmpty();
    }
  }

  @Test
  void theKeyboardDoesAllThatTheMouseDoes() {
    try (Tab tab = open(Screen.DESK)) {
      Page page = tab.page();
      page.selectOption("#fault", "slow");
      link(page, "g2:db_g3").press("Enter");
      await(page, () -> Map.of("g2:db_g3", List.of("200 ms late")).equals(faults()));
      await(page, () -> "true".equals(link(page, "g2:db_g3").getAttribute("aria-pressed")));
      link(page, "g2:db_g3").press(" ");
      await(page, () -> faults().isEmpty());

      page.locator("#db_g3").press("Enter");
      page.keyboard().press("ArrowDown");
      page.keyboard().press("Enter");
      await(page, () -> shows(page, "#db_g3", "dead"));
      page.locator("#db_g3").press("Enter");
      page.keyboard().press("Enter");
      await(page, () -> shows(page, "#db_g3", "up"));
      assertThat(tab.errors()).isEmpty();
    }
  }

  private static Map<String, List<String>> faults() {
    return live.cluster().status().faults();
  }

  @Test
  void fitsAPhone_byDayAndNight_alsoWhileAZoneIsIsolated() {
    try (Tab day = open(Screen.PHONE);
        Tab night = open(Screen.PHONE.atNight())) {
      day.page().click("text=isolate >> nth=0");
      for (Tab tab : List.of(day, night)) {
        await(tab.page(), () -> shows(tab.page(), "#topology", "rejoin"));
        assertThat(tab.overflow()).isZero();
        assertThat(tab.barriers()).isEmpty();
        assertThat(tab.errors()).isEmpty();
      }
      night.page().click("text=rejoin");
      await(day.page(), () -> shows(day.page(), "#summary", "network whole"));
    }
  }
}
