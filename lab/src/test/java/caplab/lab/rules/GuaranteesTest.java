package caplab.lab.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of docs/guarantees.md and the comments that cite them hold each other. */
class GuaranteesTest {

  private static final List<String> MODULES = List.of("common", "app-cp", "app-ap", "lab");

  /** Where a rule may be kept, by the letters that its name begins with. */
  private static final Map<String, List<String>> KEEPERS =
      Map.of(
          "CP", List.of("app-cp", "common"),
          "AP", List.of("app-ap", "common"),
          "B", List.of("common", "app-cp", "app-ap"));

  private static final Pattern NAME = Pattern.compile("\\b(?:CP|AP|B)-[1-9][0-9]*\\b");
  private static final Pattern HEADING =
      Pattern.compile("#### ((?:CP|AP|B)-[1-9][0-9]*) [^\\n]+(?s:(.*?))(?=\\n##|\\z)");
  private static final Pattern BARE = Pattern.compile("\\b[Rr]ules? [0-9]+");
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)`");
  private static final Pattern METHOD = Pattern.compile("`(\\w+Test)\\.(\\w+)`");
  private static final String NOT_BUILT = "(not built yet)";

  /** What each rule of the document says, its heading included. */
  private static final Map<String, String> RULES = new LinkedHashMap<>();

  /** Comments by source file, its path from the root. */
  private static final SortedMap<Path, String> COMMENTS = new TreeMap<>();

  @BeforeAll
  static void read() throws IOException {
    HEADING.matcher(document()).results().forEach(rule -> RULES.put(rule.group(1), rule.group()));
    for (String module : MODULES) {
      try (Stream<Path> all = Files.walk(root().resolve(module).resolve("src"))) {
        all.filter(file -> file.toString().endsWith(".java") || file.toString().endsWith(".lua"))
            .forEach(GuaranteesTest::hear);
      }
    }
  }

  private static void hear(Path file) {
    try {
      COMMENTS.put(root().relativize(file), Comments.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void numbersRulesWithoutAGap_eachOnce() throws IOException {
    List<String> found = HEADING.matcher(document()).results().map(rule -> rule.group(1)).toList();
    List<String> expected = new ArrayList<>();
    for (String letters : List.of("CP", "AP", "B")) {
      long many = found.stream().filter(rule -> rule.startsWith(letters + "-")).count();
      for (int i = 1; i <= many; i++) {
        expected.add(letters + "-" + i);
      }
    }
    assertThat(found).hasSizeGreaterThan(30).isEqualTo(expected);
  }

  @Test
  void documentHasEveryRuleThatIsCited() throws IOException {
    List<String> unknown = new ArrayList<>();
    COMMENTS.forEach((file, said) -> unknown.addAll(cited(said, file)));
    for (Path file : pages()) {
      unknown.addAll(cited(Files.readString(file), root().relativize(file)));
    }
    assertThat(unknown).as("cited, but not in docs/guarantees.md").isEmpty();
  }

  private static List<String> cited(String said, Path file) {
    return NAME.matcher(said)
        .results()
        .map(MatchResult::group)
        .filter(rule -> !RULES.containsKey(rule))
        .map(rule -> rule + " in " + file)
        .toList();
  }

  @Test
  void noCommentCitesARuleByItsNumberAlone() throws IOException {
    List<String> bare = new ArrayList<>();
    COMMENTS.forEach((file, said) -> bare.addAll(bare(said, file)));
    for (Path file : pages()) {
      bare.addAll(bare(Files.readString(file), root().relativize(file)));
    }
    assertThat(bare).as("say whose rule it is: CP-, AP- or B-").isEmpty();
  }

  private static List<String> bare(String said, Path file) {
    return BARE.matcher(said).results().map(it -> it.group() + " in " + file).toList();
  }

  @Test
  void everyRuleThatIsBuilt_isCitedByTheCodeThatKeepsIt() {
    assertThat(uncited(GuaranteesTest::keeps)).as("cited by no main code of a service").isEmpty();
  }

  @Test
  void everyRuleThatIsBuilt_isCitedByATest() {
    assertThat(uncited((rule, file) -> file.toString().contains("/src/test/")))
        .as("cited by no test")
        .isEmpty();
  }

  /** Which files a citation counts in. */
  private interface Where {
    boolean counts(String rule, Path file);
  }

  private static boolean keeps(String rule, Path file) {
    String letters = rule.substring(0, rule.indexOf('-'));
    return KEEPERS.get(letters).stream()
        .anyMatch(module -> file.startsWith(Path.of(module, "src", "main")));
  }

  private static List<String> uncited(Where where) {
    return RULES.keySet().stream()
        .filter(rule -> !RULES.get(rule).lines().findFirst().orElseThrow().contains(NOT_BUILT))
        .filter(rule -> {
          Pattern name = Pattern.compile("\\b" + rule + "\\b");
          return COMMENTS.entrySet().stream()
              .filter(each -> where.counts(rule, each.getKey()))
              .noneMatch(each -> name.matcher(each.getValue()).find());
        })
        .toList();
  }

  @Test
  void everyTestThatTheDocumentNames_isThere() throws IOException {
    List<String> missing = new ArrayList<>();
    RULES.forEach((rule, text) ->
        names(text)
            .filter(test -> !there(test, rule))
            .forEach(test -> missing.add(test + " of " + rule)));
    names(document()).filter(test -> !there(test, "B-1")).forEach(missing::add);
    assertThat(missing).as("named in docs/guarantees.md, but not in the code").isEmpty();
  }

  private static Stream<String> names(String text) {
    return TEST.matcher(text).results().map(it -> it.group(1)).distinct();
  }

  private static boolean declares(String test, String method) throws IOException {
    for (Path file : COMMENTS.keySet()) {
      if (file.endsWith(test + ".java")
          && Files.readString(root().resolve(file)).contains("void " + method + "(")) {
        return true;
      }
    }
    return false;
  }

  /** In the service whose rule it is, in common or in the lab. */
  private static boolean there(String test, String rule) {
    List<String> modules = new ArrayList<>(KEEPERS.get(rule.substring(0, rule.indexOf('-'))));
    modules.add("lab");
    return COMMENTS.keySet().stream()
        .filter(file -> file.endsWith(test + ".java"))
        .anyMatch(file ->
            modules.stream().anyMatch(module -> file.startsWith(Path.of(module, "src", "test"))));
  }

  /** What remains is a promise as well: docs/proofs.md names the test of each limit. */
  @Test
  void everyHonestLimit_namesTestsThatAreThere() throws IOException {
    String proofs = Files.readString(root().resolve("docs/proofs.md"));
    String table = proofs.substring(proofs.indexOf("| limit |"));
    List<String> missing = new ArrayList<>();
    for (MatchResult test : METHOD.matcher(table).results().toList()) {
      if (!declares(test.group(1), test.group(2))) {
        missing.add(test.group());
      }
    }
    List<String> limits = Files.readAllLines(root().resolve("docs/limits.md"));
    long stated = limits.stream().filter(it -> it.startsWith("- ")).count();
    assertThat(missing).as("named in docs/proofs.md, but not in the code").isEmpty();
    assertThat(table.lines().skip(2))
        .as("a row for each limit")
        .hasSize((int) stated)
        .hasSizeGreaterThan(20);
  }

  @Test
  void everyRuleSaysWhatGoesWrongWithoutIt_andHowItIsProved() {
    assertThat(RULES)
        .allSatisfy((rule, text) ->
            assertThat(text).as(rule).contains("- *Without ").contains("- *Proof:* "));
  }

  @Test
  void readsComments_acrossLines_andNotInStrings() {
    String java =
        """
        /** See rule
         * 13, or "CP-1". */
        String s = "// CP-2 \\" /* CP-3 */"; char c = '"'; // first rule
        // 14
        int i = 1; // and
        int j = 5;
        """;
    assertThat(Comments.inJava(java))
        .contains("See rule 13, or \"CP-1\"", "first rule 14")
        .doesNotContain("CP-2", "CP-3", "and 5");
    assertThat(Comments.inLua("local s = '-- CP-4' -- the rule\n-- 15\nreturn s"))
        .contains("the rule 15")
        .doesNotContain("CP-4");
  }

  private static String document() throws IOException {
    return Files.readString(root().resolve("docs/guarantees.md"));
  }

  /** What else is written for readers. */
  private static List<Path> pages() throws IOException {
    try (Stream<Path> all = Files.walk(root().resolve("docs"))) {
      return Stream.concat(
              Stream.of("README.md", "CONTRIBUTING.md").map(root()::resolve),
              all.filter(file -> file.toString().endsWith(".md")))
          .toList();
    }
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.isDirectory(here.resolve("app-cp")) ? here : here.getParent();
  }
}
