package caplab.cp;

import caplab.cp.core.Change;
import caplab.http.Problem;
import caplab.http.Problem.Kind;
import caplab.http.Request;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Conditional requests (RFC 9110, section 13): entity tags are versions, and all are strong. */
final class CpConditions {

  private static final Pattern TAG = Pattern.compile("\"(0|[1-9][0-9]{0,17})\"");

  private CpConditions() {}

  /** What must hold for a write or delete; a Problem if the headers say what cannot be kept. */
  static Change.Condition of(Request request) {
    String match = request.header("if-match").map(String::strip).orElse("");
    String noneMatch = request.header("if-none-match").map(String::strip).orElse("");
    if (!match.isEmpty() && !noneMatch.isEmpty()) {
      throw new Problem(Kind.BAD_REQUEST, "If-Match and If-None-Match exclude each other here");
    }
    if (match.equals("*")) {
      return new Change.Present();
    }
    if (!match.isEmpty()) {
      return new Change.AtVersion(version(match));
    }
    if (noneMatch.equals("*")) {
      return new Change.Absent();
    }
    if (!noneMatch.isEmpty()) {
      throw new Problem(Kind.BAD_REQUEST, "If-None-Match on a write takes * only");
    }
    return new Change.Always();
  }

  /** Whether a read's If-None-Match names this version: 304. */
  static boolean known(Request request, long version) {
    String tags = request.header("if-none-match").map(String::strip).orElse("");
    if (tags.equals("*")) {
      return version > 0;
    }
    return !tags.isEmpty()
        && Arrays.stream(tags.split(",")).anyMatch(tag -> version(tag.strip()) == version);
  }

  private static long version(String tag) {
    Matcher matcher = TAG.matcher(tag);
    if (!matcher.matches()) {
      throw new Problem(
          Kind.BAD_REQUEST, "An entity tag here is a version in quotes, as \"3\"; none is weak");
    }
    return Long.parseLong(matcher.group(1));
  }
}
