package caplab.http;

import caplab.http.Problem.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Text from the bytes of a request. Strict: what is not percent-encoding or not UTF-8 is refused
 * with 400, never replaced, so that two different requests never name the same key.
 */
final class PathText {

  static final int KEY_BYTES_MAX = 512;

  private PathText() {}

  /** Decodes one segment of a path; {@code %2F} becomes part of the text. */
  static String segment(String raw) {
    return decode(raw, false);
  }

  /** Decodes a name or value of a query string, where {@code +} is a space. */
  static String query(String raw) {
    return decode(raw, true);
  }

  /** A key: 1 to 512 bytes of UTF-8 without control characters. */
  static String key(String raw) {
    String key = segment(raw);
    int bytes = key.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > KEY_BYTES_MAX) {
      throw bad("a key has 1 to " + KEY_BYTES_MAX + " bytes, this one has " + bytes);
    }
    if (hasControl(key)) {
      throw bad("a key has no control characters");
    }
    return key;
  }

  private static boolean hasControl(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  /** UTF-8 or 400. */
  static String utf8(byte[] bytes, String what) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      throw bad(what + " is not valid UTF-8");
    }
  }

  private static String decode(String raw, boolean plusIsSpace) {
    if (plain(raw, plusIsSpace)) {
      return raw;
    }
    // Jetty hands over unencoded bytes of a path as characters already, broken ones as U+FFFD: two
    // different requests could so name one key.
    if (raw.indexOf('\uFFFD') >= 0) {
      throw bad("the path or query is not valid UTF-8");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
    int at = 0;
    while (at < raw.length()) {
      int point = raw.codePointAt(at);
      if (point == '%') {
        bytes.write(escaped(raw, at));
        at += 3;
      } else {
        String text = plusIsSpace && point == '+' ? " " : Character.toString(point);
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        at += Character.charCount(point);
      }
    }
    return utf8(bytes.toByteArray(), "the path or query");
  }

  private static boolean plain(String raw, boolean plusIsSpace) {
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%' || c >= 0x80 || (plusIsSpace && c == '+')) {
        return false;
      }
    }
    return true;
  }

  private static int escaped(String raw, int at) {
    int high = at + 2 < raw.length() ? Character.digit(raw.charAt(at + 1), 16) : -1;
    int low = at + 2 < raw.length() ? Character.digit(raw.charAt(at + 2), 16) : -1;
    if (high < 0 || low < 0 || raw.charAt(at + 1) >= 0x80 || raw.charAt(at + 2) >= 0x80) {
      throw bad("a % must be followed by two hexadecimal digits");
    }
    return high << 4 | low;
  }

  private static Problem bad(String detail) {
    return new Problem(Kind.BAD_REQUEST, detail);
  }
}
