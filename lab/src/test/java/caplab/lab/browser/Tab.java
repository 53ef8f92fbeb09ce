package caplab.lab.browser;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One tab, and everything it complained about or asked the network for. */
public final class Tab implements AutoCloseable {

  private final BrowserContext context;
  private final Page page;
  private final List<String> errors = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();

  Tab(BrowserContext context) {
    this.context = context;
    page = context.newPage();
    page.onPageError(errors::add);
    page.onConsoleMessage(message -> {
      if (message.type().equals("error") || message.type().equals("warning")) {
        errors.add(message.text());
      }
    });
    page.onRequest(request -> requests.add(request.url()));
  }

  /** Goes there and waits until it is loaded. */
  public Tab visit(String address) {
    page.navigate(address);
    return this;
  }

  /** Playwright's page, to look and click. */
  public Page page() {
    return page;
  }

  /** Uncaught exceptions, and what was written to the console as error or warning. */
  public List<String> errors() {
    return List.copyOf(errors);
  }

  /** Addresses asked for, the page itself first unless it is a data address. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** How far the page is wider than the screen, in CSS pixels; 0 if nothing needs scrolling. */
  public int overflow() {
    return (Integer)
        page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
  }

  /**
   * What axe-core finds serious or worse for people who see, hear or point otherwise: rule, and the
   * first element that breaks it.
   */
  @SuppressWarnings("unchecked")
  public List<String> barriers() {
    page.evaluate(axe() + ";0");
    return (List<String>)
        page.evaluate(
            """
            async () => (await axe.run()).violations
              .filter(it => ['serious', 'critical'].includes(it.impact))
              .map(it => `${it.id}: ${it.nodes[0].html}`)
            """);
  }

  private static String axe() {
    try (InputStream script = Tab.class.getResourceAsStream("/axe.min.js")) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** A picture of the whole page. */
  public void picture(Path png) {
    page.screenshot(new Page.ScreenshotOptions().setPath(png).setFullPage(true));
  }

  @Override
  public void close() {
    context.close();
  }
}
