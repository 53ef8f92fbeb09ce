package caplab.lab.monitoring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A runbook: prose, and fenced blocks to run from top to bottom. */
public record Runbook(String name, String text) {

  /**
   * A fenced block.
   *
   * @param language {@code sh} to type, {@code promql} to ask, {@code text} is what the block
   *     before it answers
   */
  public record Block(String language, String content) {}

  private static final Pattern FENCE =
      Pattern.compile("^```(\\w+)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  static Runbook load(Path file) {
    try {
      String name = file.getFileName().toString().replace(".md", "");
      return new Runbook(name, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public List<Block> blocks() {
    return FENCE.matcher(text).results().map(Runbook::block).toList();
  }

  private static Block block(MatchResult found) {
    return new Block(found.group(1), found.group(2).strip());
  }

  @Override
  public String toString() {
    return name;
  }
}
