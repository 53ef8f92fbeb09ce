package caplab.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The permutations of names under which a world stays the same. */
public final class Renamings {

  private Renamings() {}

  /** All permutations, the one that changes nothing first. */
  public static List<UnaryOperator<String>> of(List<String> names) {
    List<UnaryOperator<String>> renamings = new ArrayList<>();
    permute(names, List.of(), renamings);
    return renamings;
  }

  private static void permute(
      List<String> names, List<String> chosen, List<UnaryOperator<String>> into) {
    if (chosen.size() == names.size()) {
      Map<String, String> renamed = new HashMap<>();
      for (int i = 0; i < names.size(); i++) {
        renamed.put(names.get(i), chosen.get(i));
      }
      into.add(text -> renamed.getOrDefault(text, text));
    }
    for (String name : names) {
      if (!chosen.contains(name)) {
        List<String> more = new ArrayList<>(chosen);
        more.add(name);
        permute(names, more, into);
      }
    }
  }
}
