package caplab.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import caplab.http.EntityTags.Listed;
import caplab.http.EntityTags.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EntityTagsTest {

  private static Optional<EntityTags> read(String... lines) {
    return EntityTags.of("If-Match", List.of(lines));
  }

  private static Optional<EntityTags> tags(Tag... tags) {
    return Optional.of(new Listed(List.of(tags)));
  }

  private static String written(Tag tag) {
    return (tag.weak() ? "W/" : "") + '"' + tag.opaque() + '"';
  }

  @Provide
  Arbitrary<List<Tag>> lists() {
    Arbitrary<String> opaque =
        Arbitraries.strings()
            .withCharRange('#', '~')
            .withChars("!,/*\u00e4")
            .ofMinLength(0)
            .ofMaxLength(6);
    return Combinators.combine(Arbitraries.of(true, false), opaque)
        .as(Tag::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  @Example
  void isNone_onlyWithoutALine() {
    assertThat(EntityTags.of("If-Match", List.of())).isEmpty();
    for (String[] lines :
        List.of(
            new String[] {""}, new String[] {" \t"}, new String[] {",,"}, new String[] {"", ""})) {
      assertThatThrownBy(() -> read(lines)).isInstanceOf(Problem.class);
    }
  }

  @Example
  void readsAny() {
    assertThat(read("*")).contains(new EntityTags.Any());
    assertThat(read("", " , * ,")).contains(new EntityTags.Any());
    for (String mixed : List.of("*, \"1\"", "\"1\", *", "*, *", "**", "\"*", "* x")) {
      assertThatThrownBy(() -> read(mixed)).as(mixed).isInstanceOf(Problem.class);
    }
  }

  @Example
  void takesTheTagsOfSeveralLines_andACommaInATag() {
    assertThat(read("", "\"1\"", "W/\"a,b\" ,, \"\""))
        .isEqualTo(tags(new Tag(false, "1"), new Tag(true, "a,b"), new Tag(false, "")));
  }

  @Example
  void refusesWhatOnlyResemblesATag() {
    for (String none :
        List.of(
            "1",
            "'1'",
            "\"1",
            "1\"",
            "w/\"1\"",
            "W/ \"1\"",
            "W/1",
            "\"1\"\"2\"",
            "\"1\" \"2\"",
            "\"a b\"",
            "\"\u007f\"",
            "\"1\";q=1")) {
      assertThatThrownBy(() -> read(none)).as(none).isInstanceOf(Problem.class);
    }
  }

  /** However a list is spread over lines, white space and empty elements: the same tags. */
  @Property
  void readsBackEveryList(@ForAll("lists") List<Tag> list, @ForAll Random random) {
    List<String> lines = new ArrayList<>(List.of(""));
    for (Tag tag : list) {
      int last = lines.size() - 1;
      String before = lines.get(last);
      String junk = List.of("", " ", ",", " ,\t, ").get(random.nextInt(4));
      boolean first = before.isBlank();
      if (random.nextInt(3) == 0) {
        lines.add(junk + written(tag));
      } else {
        lines.set(last, before + (first ? "" : ",") + junk + written(tag) + " ");
      }
    }
    assertThat(EntityTags.of("If-Match", lines)).contains(new Listed(list));
  }

  @Property
  void refusesOrReadsAnything_andNeverTakesSomethingForNothing(@ForAll List<String> lines) {
    Throwable refusal =
        catchThrowable(
            () -> assertThat(EntityTags.of("x", lines).isEmpty()).isEqualTo(lines.isEmpty()));
    assertThat(refusal == null || refusal instanceof Problem).isTrue();
  }

  @Property
  void whatIsRead_isWhatWasThere(@ForAll("nearly") String line) {
    Throwable refusal =
        catchThrowable(() -> {
          String again =
              switch (read(line).orElseThrow()) {
                case EntityTags.Any any -> "*";
                case Listed(List<Tag> tags) ->
                    tags.stream().map(EntityTagsTest::written).collect(Collectors.joining(","));
              };
          String bare =
              Stream.of(line.split("[ \t]*,[ \t]*"))
                  .map(String::strip)
                  .filter(part -> !part.isEmpty())
                  .collect(Collectors.joining(","));
          assertThat(again).isEqualTo(bare);
        });
    assertThat(refusal == null || refusal instanceof Problem).as(line).isTrue();
  }

  /** Texts of the characters that matter here, without a comma inside quotes. */
  @Provide
  Arbitrary<String> nearly() {
    return Arbitraries.of("\"", "W/", "1", "*", ", ", " ", "\"1\"", "W/\"2\"", ",")
        .list()
        .ofMaxSize(8)
        .map(parts -> String.join("", parts))
        .filter(text -> !text.matches(".*\"[^\"]*,[^\"]*\".*"));
  }
}
