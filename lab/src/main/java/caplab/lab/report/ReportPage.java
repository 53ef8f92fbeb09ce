package caplab.lab.report;

import caplab.lab.page.PagePart;
import caplab.lab.wire.LabJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The file: a frame into which style, library, script and data are put. A content security policy
 * lets the browser run exactly these scripts, by their hashes, and load nothing at all.
 */
record ReportPage(String html) {

  /** In the order in which they build on each other. */
  private static final List<String> SCRIPTS =
      List.of(
          "element.js",
          "tip.js",
          "shading.js",
          "theme.js",
          "chart.js",
          "header.js",
          "verdicts.js",
          "witness.js",
          "sequence.js",
          "bill.js",
          "strip.js",
          "breakers.js",
          "zones.js",
          "freshness.js",
          "latency.js",
          "perseus.js",
          "outcomes.js",
          "reproduce.js",
          "main.js");

  static ReportPage of(Findings findings) {
    String library = ChartLibrary.script();
    String style = PagePart.text(PagePart.PALETTE) + Resource.text("report.css");
    String script =
        SCRIPTS.stream()
            .map(Resource::text)
            .collect(Collectors.joining("\n", "'use strict';\n", ""));
    return new ReportPage(
        Resource.text("report.html")
            .replace("{{library-hash}}", hash(library))
            .replace("{{script-hash}}", hash(script))
            .replace("{{style-hash}}", hash(style))
            .replace("{{style}}", style)
            .replace("{{library}}", library)
            .replace("{{script}}", script)
            .replace("{{data}}", data(findings)));
  }

  /** JSON that cannot end the element it stands in, whatever clients named their keys. */
  private static String data(Findings findings) {
    return LabJson.MAPPER
        .writeValueAsString(findings)
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026");
  }

  private static String hash(String content) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every JDK has SHA-256", missing);
    }
  }
}
