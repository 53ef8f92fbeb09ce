package caplab.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caplab.lab.browser.Browser;
import caplab.lab.browser.Screen;
import caplab.lab.browser.Tab;
import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The report as a person meets it, in a browser. */
class ReportTest {

  private static Browser browser;
  private static Path held;
  private static Path violated;

  @BeforeAll
  static void writesReports(@TempDir Path folder) throws IOException {
    held = report(folder.resolve("held"), "sky", "held.json");
    violated = report(folder.resolve("violated"), "sky", "violated.json");
    browser = Browser.open();
  }

  @AfterAll
  static void closes() {
    if (browser != null) {
      browser.close();
    }
  }

  static Stream<Screen> screens() {
    return Stream.of(Screen.DESK, Screen.DESK.atNight(), Screen.PHONE, Screen.PHONE.atNight());
  }

  @ParameterizedTest
  @MethodSource("screens")
  void opensWithoutComplaint_asksNobody_andFitsTheScreen(Screen screen) throws IOException {
    for (Path report : new Path[] {held, violated}) {
      try (Tab tab = open(report, screen)) {
        picture(tab, report, screen);
        assertThat(tab.errors()).isEmpty();
        assertThat(tab.requests()).containsExactly(report.toUri().toString());
        assertThat(tab.overflow()).isZero();
        assertThat(undrawn(tab)).isZero();
        assertThat(tab.barriers()).isEmpty();
      }
    }
  }

  /** Charts in which no pixel has any paint. */
  private static int undrawn(Tab tab) {
    return (Integer)
        tab.page()
            .evaluate(
                """
                () => [...document.querySelectorAll('canvas')].filter(canvas =>
                  canvas.checkVisibility() && !canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
                    .data.some(channel => channel > 0)).length
                """);
  }

  @Test
  void tellsTheVerdictsInWords_theBrokenPromiseFirst() {
    try (Tab tab = open(violated, Screen.DESK)) {
      assertThat(tab.page().textContent(".conclusion")).contains("1 of 3 promises violated");
      assertThat(tab.page().locator("#verdicts tbody tr").allTextContents())
          .satisfiesExactly(
              first -> assertThat(first).contains("linearizable per key", "app-cp", "violated"),
              second -> assertThat(second).contains("undecided", "nothing was compared"),
              third -> assertThat(third).contains("held", "1,870 of 1,870"));
    }
    try (Tab tab = open(held, Screen.PHONE)) {
      assertThat(tab.page().textContent(".conclusion")).contains("All 7 promises held");
    }
  }

  @Test
  void shadesAndNamesTheFault() {
    try (Tab tab = open(held, Screen.DESK)) {
      assertThat(tab.page().locator("#answered .fault-name").textContent()).contains("isolate g1");
      assertThat(tab.page().locator("#answered .fault-window rect").boundingBox().width)
          .isBetween(300.0, 600.0);
    }
  }

  @Test
  void drawsTheWitness_aLaneForEachProcess_withEachOperation() {
    try (Tab tab = open(violated, Screen.DESK)) {
      assertThat(tab.page().locator("#witness .lane-name").allTextContents())
          .containsExactly(
              "process 10 · app_cp", "process 20 · app_cp_g2", "process 30 · app_cp_g3");
      assertThat(tab.page().locator("#witness .operation"))
          .satisfies(it -> assertThat(it.count()).isEqualTo(4));
      tab.page().locator("#witness .operation").first().hover();
      assertThat(tab.page().textContent("#tip")).contains("write a", "12 ms to 19.5 ms");
    }
  }

  @Test
  void showsTheNumbersUnderThePointer_andForTheKeyboard() {
    try (Tab tab = open(held, Screen.DESK)) {
      Locator chart = tab.page().locator("canvas").first();
      assertThat(tab.page().locator("#tip").isVisible()).isFalse();
      chart.hover();
      assertThat(tab.page().locator("#tip").isVisible()).isTrue();
      assertThat(tab.page().textContent("#tip")).contains("refused", "fault: isolate g1");
      tab.page().mouse().move(1, 1);
      assertThat(tab.page().locator("#tip").isVisible()).isFalse();
      chart.focus();
      chart.press("ArrowRight");
      assertThat(tab.page().textContent("#tip")).contains("0 s to 0.5 s", "answered");
    }
  }

  @Test
  void saysFirstWhatItCostAndWhoWasAnswered_thenTheVerdicts() {
    try (Tab tab = open(held, Screen.DESK)) {
      assertThat(tab.page().locator("main > section h2").allTextContents())
          .startsWith("The bill", "Who was answered", "Verdicts", "Request by request");
    }
  }

  @Test
  void foldsAZoneThatFaredAsAnother_andDrawsItWhenOpened() {
    try (Tab tab = open(held, Screen.DESK)) {
      Locator folded = tab.page().locator("details.zone");
      assertThat(folded.locator("> summary").allTextContents())
          .containsExactly("Zone g3 fared as g2 did");
      folded.locator("> summary").click();
      tab.page().waitForCondition(() -> undrawn(tab) == 0);
      assertThat(folded.locator("canvas").first().isVisible()).isTrue();
    }
  }

  @Test
  void tellsSingleRequests_messageByMessage() {
    try (Tab tab = open(held, Screen.DESK)) {
      assertThat(tab.page().locator("#sequences h3").allTextContents())
          .containsExactly(
              "Before the fault: write to app-cp in g1",
              "While it is on: write to app-cp in g1",
              "While it is on: write to app-ap in g1",
              "While it is on: read to app-ap in g1");
      assertThat(tab.page().locator("#sequences svg").nth(1).getAttribute("aria-label"))
          .contains("service to db_g1: accept: accepted", "service to client: 503: refused")
          .doesNotContain("db_g2");
      assertThat(tab.page().locator("#sequences article").nth(1).textContent())
          .contains("says no rather than guess", "open for db_g2 and db_g3");
    }
  }

  @Test
  void explainsItsWords_asTheGlossaryDoes() {
    try (Tab tab = open(held, Screen.PHONE)) {
      tab.page().locator("#bill .term").first().click();
      assertThat(tab.page().textContent("#tip")).contains("may or may not take effect");
    }
  }

  @Test
  void addsTheBillUp_inASentence() {
    try (Tab tab = open(held, Screen.DESK)) {
      assertThat(tab.page().textContent("#bill .side.cp"))
          .contains("app-cp refused 231 requests over 14 s and served 512 (256 in g2, 256 in g3)");
      assertThat(tab.page().textContent("#bill .side.ap"))
          .contains("gave 164 stale reads", "the worst 13.9 s old", "took 410 ms to converge");
    }
  }

  @Test
  void givesEveryDrawingWords_andEveryTableHeaders() {
    try (Tab tab = open(held, Screen.DESK)) {
      assertThat(tab.page().locator("canvas:not([aria-label]), svg:not([aria-label])").count())
          .isZero();
      assertThat(tab.page().locator("table:not(:has(caption)):not(:has(th[scope=col]))").count())
          .isZero();
      assertThat(tab.page().locator("main, header, nav, footer").count()).isEqualTo(4);
      tab.page().locator("#timeline details summary").first().click();
      assertThat(tab.page().locator("#timeline details table").first().textContent())
          .contains("10 s to 10.5 s");
    }
  }

  @Test
  void aKeyThatIsMarkup_staysText(@TempDir Path folder) throws IOException {
    String evil = "</script><img src=x onerror=\"document.title='taken'\">{{script}}<!--<script>";
    Path report = report(folder.resolve("run"), evil, "violated.json");
    Path verdict = report.resolveSibling("verdict.json");
    String quoted = evil.replace("\"", "\\\"");
    Files.writeString(
        verdict,
        Files.readString(verdict)
            .replace(" on k ", " on " + quoted + " ")
            .replace("converges", quoted));
    Path config = report.resolveSibling("config.json");
    Files.writeString(config, Files.readString(config).replace("Split with", quoted));
    Report.write(report.getParent());
    try (Tab tab = open(report, Screen.DESK)) {
      assertThat(tab.errors()).isEmpty();
      assertThat(tab.page().locator("img").count()).isZero();
      assertThat(tab.page().title()).contains("</script><img").contains("violated");
      assertThat(tab.page().textContent("#witness")).contains(evil);
    }
  }

  @Test
  void anEmptyFolder_stillHasAReport(@TempDir Path folder) throws IOException {
    try (Tab tab = open(Report.write(folder), Screen.PHONE)) {
      assertThat(tab.errors()).isEmpty();
      assertThat(tab.page().textContent("main")).contains("no history");
    }
    assertThatThrownBy(() -> Report.write(folder.resolve("nowhere")))
        .isInstanceOf(NotDirectoryException.class);
  }

  private static Path report(Path folder, String key, String verdict) throws IOException {
    return Report.write(Partition.write(Files.createDirectories(folder), key, verdict));
  }

  private static Tab open(Path report, Screen screen) {
    Tab tab = browser.tab(screen).visit(report.toUri().toString());
    tab.page().waitForSelector("html[data-ready]");
    return tab;
  }

  /** For people who want to look: with {@code -Dpictures}, in {@code target/pictures}. */
  private static void picture(Tab tab, Path report, Screen screen) throws IOException {
    if (System.getProperty("pictures") == null) {
      return;
    }
    Path pictures = Files.createDirectories(Path.of("target", "pictures"));
    tab.picture(
        pictures.resolve(
            "report-%s-%d-%s.png"
                .formatted(
                    report.getParent().getFileName(),
                    screen.width(),
                    screen.dark() ? "dark" : "light")));
  }
}
