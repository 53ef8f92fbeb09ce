package caplab.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.page.PagePart;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Contrast as WCAG 2.2 counts it: 4.5 for text, 3 for what is drawn. */
class ContrastTest {

  private static final Pattern COLOUR = Pattern.compile("--([\\w-]+): (#[0-9a-f]{6})\\b");

  private static final List<String> TEXTS =
      List.of(
          "ink paper",
          "muted paper",
          "muted surface",
          "muted raised",
          "cp surface",
          "ap surface",
          "link paper",
          "held held-ground",
          "violated violated-ground",
          "undecided undecided-ground",
          "surface held",
          "surface violated",
          "surface undecided");

  private static final List<String> DRAWN =
      List.of(
          "served",
          "refused",
          "unknown",
          "stall",
          "p50",
          "p99",
          "staleness",
          "limit",
          "predicted",
          "measured");

  @Test
  void textCanBeRead_andDrawingsSeen_byDayAndByNight() {
    String[] style =
        PagePart.text(PagePart.PALETTE).split("prefers-color-scheme: dark|\\* \\{", -1);
    assertReadable(colours(style[0]));
    assertReadable(colours(style[1]));
  }

  private static void assertReadable(Map<String, String> colours) {
    assertThat(TEXTS)
        .allSatisfy(pair -> {
          String[] both = pair.split(" ", 2);
          assertThat(contrast(colours.get(both[0]), colours.get(both[1])))
              .isGreaterThanOrEqualTo(4.5);
        });
    assertThat(DRAWN)
        .allSatisfy(it ->
            assertThat(contrast(colours.get(it), colours.get("surface")))
                .isGreaterThanOrEqualTo(3));
  }

  private static Map<String, String> colours(String style) {
    Map<String, String> colours = new LinkedHashMap<>();
    for (MatchResult found : COLOUR.matcher(style).results().toList()) {
      colours.put(found.group(1), found.group(2));
    }
    return colours;
  }

  private static double contrast(String one, String other) {
    double lighter = Math.max(luminance(one), luminance(other));
    double darker = Math.min(luminance(one), luminance(other));
    return (lighter + 0.05) / (darker + 0.05);
  }

  private static double luminance(String colour) {
    int rgb = Integer.parseInt(colour.substring(1), 16);
    return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
  }

  private static double linear(int channel) {
    double share = (channel & 0xff) / 255.0;
    return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
  }
}
