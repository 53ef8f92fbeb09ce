package caplab.lab.browser;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;

/**
 * What a person looks at.
 *
 * @param width in CSS pixels
 * @param dark whether the person prefers dark pages
 */
public record Screen(int width, int height, boolean dark) {

  /** A desk, by day. */
  public static final Screen DESK = new Screen(1280, 900, false);

  /** A phone, by day. */
  public static final Screen PHONE = new Screen(390, 844, false);

  /** The same by night. */
  public Screen atNight() {
    return new Screen(width, height, true);
  }

  NewContextOptions options() {
    return new NewContextOptions()
        .setViewportSize(width, height)
        .setColorScheme(dark ? ColorScheme.DARK : ColorScheme.LIGHT)
        .setReducedMotion(ReducedMotion.REDUCE);
  }
}
