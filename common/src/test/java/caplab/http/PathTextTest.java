package caplab.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class PathTextTest {

  private static String everyByteEscaped(String text) {
    StringBuilder raw = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      raw.append('%').append(String.format("%02x", b));
    }
    return raw.toString();
  }

  private static String escapedWhereNeeded(String text) {
    StringBuilder raw = new StringBuilder();
    text.codePoints()
        .mapToObj(Character::toString)
        .forEach(c -> raw.append(c.matches("[A-Za-z0-9._~+-]") ? c : everyByteEscaped(c)));
    return raw.toString();
  }

  /** Text of whole characters: a lone surrogate has no UTF-8. */
  @Provide
  Arbitrary<String> texts() {
    Arbitrary<Integer> points =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0x20, 0x7e),
            Arbitraries.integers().between(0xa0, 0xd7ff),
            Arbitraries.integers().between(0xe000, 0x10ffff));
    return points
        .list()
        .ofMinSize(1)
        .ofMaxSize(120)
        .map(list -> list.stream().map(Character::toString).reduce("", String::concat));
  }

  @Property
  void decodesWhatWasEncoded_howeverItWas(@ForAll("texts") String text) {
    assertThat(PathText.segment(everyByteEscaped(text))).isEqualTo(text);
    assertThat(PathText.segment(escapedWhereNeeded(text))).isEqualTo(text);
    assertThat(PathText.query(everyByteEscaped(text))).isEqualTo(text);
  }

  @Property
  void acceptsAKeyExactlyUpTo512Bytes(@ForAll("texts") String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    Throwable refusal = catchThrowable(() -> PathText.key(everyByteEscaped(text)));
    if (bytes <= 512) {
      assertThat(refusal).isNull();
    } else {
      assertThat(refusal).isInstanceOf(Problem.class);
    }
  }

  @Property
  void answersAnythingWithATextOrA400(@ForAll String raw) {
    Throwable refusal = catchThrowable(() -> PathText.key(raw));
    if (refusal != null) {
      assertThat(refusal).isInstanceOf(Problem.class);
      assertThat(((Problem) refusal).kind()).isEqualTo(Problem.Kind.BAD_REQUEST);
    }
  }

  @Property
  void neverMakesOneTextOfTwoByteStrings(
      @ForAll byte[] bytes, @ForAll @IntRange(max = 255) int other) {
    StringBuilder raw = new StringBuilder();
    for (byte b : bytes) {
      raw.append(String.format("%%%02X", b));
    }
    raw.append(String.format("%%%02X", other));
    Throwable refusal = catchThrowable(() -> PathText.segment(raw.toString()));
    if (refusal == null) {
      assertThat(
              everyByteEscaped(PathText.segment(raw.toString())).toUpperCase(java.util.Locale.ROOT))
          .isEqualTo(raw.toString());
    }
  }
}
