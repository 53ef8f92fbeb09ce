package caplab.cp.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The texts of ballots, states and views as the nodes keep them. Every text reads back equal. */
public final class Codec {

  private Codec() {}

  /** Exactly {@code width} decimal digits. */
  public static String digits(long number, int width) {
    byte[] digits = new byte[width];
    long rest = number;
    for (int at = width - 1; at >= 0; at--) {
      digits[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return new String(digits, StandardCharsets.US_ASCII);
  }

  /** Reads {@link Ballot#text}. */
  public static Ballot ballot(String text) {
    if (text.length() != 2 * Ballot.DIGITS) {
      throw new IllegalArgumentException("not a ballot: " + text);
    }
    return new Ballot(
        Long.parseLong(text, 0, Ballot.DIGITS, 10),
        Long.parseLong(text, Ballot.DIGITS, text.length(), 10));
  }

  /**
   * A header line {@code version kind id@version,… refusals id@version,…} and the value: nothing in
   * it is escaped. Of a refusal with nothing to change {@code =} takes the place of {@code @}; the
   * last two fields are there if there was a refusal. {@link RegisterState#NEVER} is no bytes at
   * all.
   */
  public static byte[] bytes(RegisterState state) {
    if (state.equals(RegisterState.NEVER)) {
      return new byte[0];
    }
    String kind = state.value().isPresent() ? " v " : " t ";
    String text =
        state.version() + kind + state.window().written() + '\n' + state.value().orElse("");
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Reads {@link #bytes}; no bytes at all are {@link RegisterState#NEVER}. */
  public static RegisterState state(byte[] bytes) {
    if (bytes.length == 0) {
      return RegisterState.NEVER;
    }
    int kind = past(bytes, ' ', 0);
    int window = past(bytes, ' ', kind);
    int value = past(bytes, '\n', window);
    return new RegisterState(
        Long.parseLong(text(bytes, 0, kind - 1)),
        bytes[kind] == 'v' ? Optional.of(text(bytes, value, bytes.length)) : Optional.empty(),
        OperationWindow.read(text(bytes, window, value - 1)));
  }

  private static int past(byte[] bytes, char mark, int from) {
    int at = from;
    while (bytes[at] != mark) {
      at++;
    }
    return at + 1;
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  /** {@code number creator node=incarnation/was,…} */
  public static String text(View view) {
    return view.number()
        + " "
        + view.creator()
        + ' '
        + view.members().entrySet().stream().map(Codec::member).collect(Collectors.joining(","));
  }

  private static String member(Map.Entry<String, View.Member> member) {
    View.Member of = member.getValue();
    return member.getKey() + '=' + of.incarnation() + '/' + of.was();
  }

  /** Reads {@link #text(View)}. */
  public static View view(String text) {
    String[] parts = text.split(" ", -1);
    TreeMap<String, View.Member> members = new TreeMap<>();
    if (!parts[2].isEmpty()) {
      Arrays.stream(parts[2].split(",", -1))
          .map(member -> member.split("[=/]", -1))
          .forEach(part -> members.put(part[0], new View.Member(part[1], part[2])));
    }
    return new View(Long.parseLong(parts[0]), parts[1], members);
  }

  /** 32 hexadecimal digits that stand for a text of any length. */
  public static String digest(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
