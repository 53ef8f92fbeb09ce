package caplab.node;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A command in Redis's wire format. The caller's thread encodes it, so that the one writer of a
 * connection only copies bytes; the places of {@link Command#RUN_ID} are filled in by the writer.
 */
final class Frame {

  /** Redis's run_id always has forty characters, so its place can be kept free. */
  static final int RUN_ID_LENGTH = 40;

  /** As many parts as nearly every command has at most. */
  private static final int PARTS = 20;

  private static final byte[] EVALSHA = bytes("EVALSHA");
  private static final byte[] RUN_ID_PLACE = new byte[RUN_ID_LENGTH];

  private final byte[] encoded;
  private final int[] runIdAt;

  private Frame(List<byte[]> parts) {
    int size = 1 + digits(parts.size()) + 2;
    int places = 0;
    for (byte[] part : parts) {
      size += 1 + digits(part.length) + 2 + part.length + 2;
      places += part == RUN_ID_PLACE ? 1 : 0;
    }
    runIdAt = new int[places];
    ByteBuffer buffer = ByteBuffer.allocate(size);
    header(buffer, '*', parts.size());
    for (byte[] part : parts) {
      header(buffer, '$', part.length);
      if (part == RUN_ID_PLACE) {
        runIdAt[runIdAt.length - places--] = buffer.position();
      }
      buffer.put(part).put((byte) '\r').put((byte) '\n');
    }
    encoded = buffer.array();
  }

  /**
   * Encodes a command.
   *
   * @throws IllegalArgumentException if an argument is of a type that commands do not take
   */
  static Frame of(Command command) {
    List<byte[]> parts = new ArrayList<>(PARTS);
    switch (command) {
      case Command.Plain(String name, List<?> arguments) -> {
        parts.add(bytes(name));
        arguments.forEach(argument -> parts.add(part(argument)));
      }
      case Command.Eval(Script script, List<String> keys, List<?> arguments) -> {
        parts.add(EVALSHA);
        parts.add(bytes(script.digest()));
        parts.add(bytes(Integer.toString(keys.size())));
        keys.forEach(key -> parts.add(bytes(key)));
        arguments.forEach(argument -> parts.add(part(argument)));
      }
    }
    return new Frame(parts);
  }

  /** Writes the command for a connection to the server that runs as {@code runId}. */
  void writeTo(OutputStream out, byte[] runId) throws IOException {
    for (int place : runIdAt) {
      System.arraycopy(runId, 0, encoded, place, RUN_ID_LENGTH);
    }
    out.write(encoded, 0, encoded.length);
  }

  private static byte[] part(Object argument) {
    return switch (argument) {
      case byte[] raw -> raw;
      case String text -> bytes(text);
      case Long number -> bytes(number.toString());
      case Integer number -> bytes(number.toString());
      case Object other when other == Command.RUN_ID -> RUN_ID_PLACE;
      default ->
          throw new IllegalArgumentException("no argument of a command: " + argument.getClass());
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void header(ByteBuffer buffer, char mark, int count) {
    buffer.put((byte) mark);
    int begin = buffer.position();
    int rest = count;
    for (int at = begin + digits(count) - 1; at >= begin; at--) {
      buffer.put(at, (byte) ('0' + rest % 10));
      rest /= 10;
    }
    buffer.position(begin + digits(count)).put((byte) '\r').put((byte) '\n');
  }

  private static int digits(int count) {
    int digits = 1;
    for (int rest = count; rest >= 10; rest /= 10) {
      digits++;
    }
    return digits;
  }
}
