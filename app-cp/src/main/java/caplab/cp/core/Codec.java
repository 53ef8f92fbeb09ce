package caplab.cp.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The texts of ballots, states and views as the nodes keep them. Every text reads back equal. */
public final class Codec {

  private Codec() {}

  /** Exactly {@code width} decimal digits. */
  public static String digits(long number, int width) {
    String text = Long.toString(number);
    return "0".repeat(width - text.length()) + text;
  }

  /** Reads {@link Ballot#text}. */
  public static Ballot ballot(String text) {
    if (text.length() != 2 * Ballot.DIGITS) {
      throw new IllegalArgumentException("not a ballot: " + text);
    }
    return new Ballot(
        Long.parseLong(text.substring(0, Ballot.DIGITS)),
        Long.parseLong(text.substring(Ballot.DIGITS)));
  }

  /**
   * A header line {@code version kind id@version,… refusals id@version,…} and the value: nothing in
   * it is escaped. Of a refusal with nothing to change {@code =} takes the place of {@code @}; the
   * last two fields are there if there was a refusal.
   */
  public static byte[] bytes(RegisterState state) {
    String rounds =
        state.window().rounds().stream()
            .map(round -> round.id() + '@' + round.version())
            .collect(Collectors.joining(","));
    String kind = state.value().isPresent() ? "v" : "t";
    String header = state.version() + " " + kind + ' ' + rounds + refusals(state.window()) + '\n';
    return (header + state.value().orElse("")).getBytes(StandardCharsets.UTF_8);
  }

  private static String refusals(OperationWindow window) {
    return window.refusals() == 0
        ? ""
        : window.refused().stream()
            .map(each -> each.id() + (each.idle() ? '=' : '@') + each.version())
            .collect(Collectors.joining(",", " " + window.refusals() + ' ', ""));
  }

  /** Reads {@link #bytes}; no bytes at all are {@link RegisterState#NEVER}. */
  public static RegisterState state(byte[] bytes) {
    if (bytes.length == 0) {
      return RegisterState.NEVER;
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    int end = text.indexOf('\n');
    String[] header = text.substring(0, end).split(" ", -1);
    Optional<String> value =
        header[1].equals("v") ? Optional.of(text.substring(end + 1)) : Optional.empty();
    return new RegisterState(Long.parseLong(header[0]), value, window(header));
  }

  private static OperationWindow window(String[] header) {
    List<OperationWindow.Round> rounds = new ArrayList<>();
    for (String round : header[2].isEmpty() ? new String[0] : header[2].split(",", -1)) {
      int at = round.lastIndexOf('@');
      rounds.add(
          new OperationWindow.Round(
              round.substring(0, at), Long.parseLong(round.substring(at + 1))));
    }
    List<OperationWindow.Refusal> refused = new ArrayList<>();
    for (String each : header.length == 3 ? new String[0] : header[4].split(",", -1)) {
      int at = Math.max(each.lastIndexOf('@'), each.lastIndexOf('='));
      refused.add(
          new OperationWindow.Refusal(
              each.substring(0, at),
              Long.parseLong(each.substring(at + 1)),
              each.charAt(at) == '='));
    }
    return new OperationWindow(rounds, refused, header.length == 3 ? 0 : Long.parseLong(header[3]));
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
