package caplab.lab.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BrowserTest {

  @Test
  void showsWhatIsWritten_inTheLightAsked() {
    try (Browser browser = Browser.open();
        Tab tab = browser.tab(Screen.PHONE.atNight())) {
      tab.visit("data:text/html,<h1>hello</h1>");
      assertThat(tab.page().textContent("h1")).isEqualTo("hello");
      assertThat(tab.page().evaluate("() => matchMedia('(prefers-color-scheme: dark)').matches"))
          .isEqualTo(true);
      assertThat(tab.errors()).isEmpty();
      assertThat(tab.requests()).isEmpty();
      assertThat(tab.overflow()).isZero();
    }
  }

  @Test
  void namesWhatKeepsPeopleOut() {
    try (Browser browser = Browser.open();
        Tab tab = browser.tab(Screen.DESK)) {
      tab.visit("data:text/html,<html lang=en><title>t</title><button></button>");
      assertThat(tab.barriers()).singleElement().asString().startsWith("button-name: <button>");
    }
  }

  @Test
  void remembersWhatAPageComplainsOf_whatItAsksFor_andIfItIsTooWide() {
    try (Browser browser = Browser.open();
        Tab tab = browser.tab(Screen.PHONE)) {
      tab.visit("data:text/html,<p style='width:500px'>wide</p><img src='http://127.0.0.1:1/x'>");
      tab.page().evaluate("() => setTimeout(() => nobody())");
      tab.page().waitForCondition(() -> tab.errors().size() > 1);
      assertThat(tab.errors()).anyMatch(error -> error.contains("nobody"));
      assertThat(tab.requests()).containsExactly("http://127.0.0.1:1/x");
      assertThat(tab.overflow()).isPositive();
    }
  }
}
