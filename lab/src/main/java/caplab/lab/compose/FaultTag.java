package caplab.lab.compose;

import caplab.lab.link.Delay;
import caplab.lab.link.LinkFault;
import caplab.lab.link.Loss;
import caplab.lab.link.Refusal;
import caplab.lab.link.RepliesLost;
import caplab.lab.link.RequestsLost;
import caplab.lab.link.Silence;

/** A fault as one word, by which it is known again among the rules of a network namespace. */
final class FaultTag {

  private FaultTag() {}

  static String write(LinkFault fault) {
    return switch (fault) {
      case Silence silence -> "silent";
      case Refusal refusal -> "refused";
      case RequestsLost lost -> "requests-lost";
      case RepliesLost lost -> "replies-lost";
      case Delay(long delayMs) -> "late=" + delayMs;
      case Loss(double share) -> "lost=" + share;
    };
  }

  /** The reverse. */
  static LinkFault read(String word) {
    String[] parts = word.split("=", 2);
    return switch (parts[0]) {
      case "silent" -> new Silence();
      case "refused" -> new Refusal();
      case "requests-lost" -> new RequestsLost();
      case "replies-lost" -> new RepliesLost();
      case "late" -> new Delay(Long.parseLong(parts[1]));
      case "lost" -> new Loss(Double.parseDouble(parts[1]));
      default -> throw new IllegalArgumentException("no fault is tagged " + word);
    };
  }
}
