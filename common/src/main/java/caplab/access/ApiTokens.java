package caplab.access;

import caplab.access.TokenCheck.Fault;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** All tokens of a file, one a line; lines that are blank or begin with {@code #} say nothing. */
public final class ApiTokens {

  /** What looks at all of them takes as long as they are many. */
  static final int MOST = 1_000;

  private record Row(byte[] hash, Grant grant, Instant end) {}

  private final List<Row> rows;

  private ApiTokens(List<Row> rows) {
    this.rows = rows;
  }

  /** None at all. */
  static ApiTokens none() {
    return new ApiTokens(List.of());
  }

  /**
   * @throws IllegalArgumentException naming each line that is wrong, never quoting it
   */
  public static ApiTokens parse(String text) {
    List<Row> rows = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    Set<String> hashes = new HashSet<>();
    int number = 0;
    for (String line : text.split("\\R", -1)) {
      number++;
      if (line.isBlank() || line.strip().startsWith("#")) {
        continue;
      }
      try {
        ApiToken token = ApiToken.parse(line);
        if (!hashes.add(token.hash())) {
          throw new IllegalArgumentException("has a hash that is there already");
        }
        rows.add(row(token));
      } catch (IllegalArgumentException e) {
        faults.add("line " + number + " " + e.getMessage());
      }
    }
    if (rows.size() > MOST) {
      faults.add("there are more than " + MOST + " tokens");
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", faults));
    }
    return new ApiTokens(List.copyOf(rows));
  }

  private static Row row(ApiToken token) {
    return new Row(
        HexFormat.of().parseHex(token.hash()),
        new Grant(token.name(), Set.of(token.role())),
        token.expires().orElse(Instant.MAX));
  }

  /** How many there are, expired ones included. */
  public int size() {
    return rows.size();
  }

  /** Compares with each of them, whichever it is, so that the time taken tells nothing. */
  TokenCheck check(byte[] hash, Instant now) {
    Row found = null;
    for (Row row : rows) {
      if (MessageDigest.isEqual(row.hash(), hash)) {
        found = row;
      }
    }
    if (found == null) {
      return new TokenCheck.Invalid(Fault.UNKNOWN);
    }
    return now.isBefore(found.end())
        ? new TokenCheck.Valid(found.grant())
        : new TokenCheck.Invalid(Fault.EXPIRED);
  }
}
