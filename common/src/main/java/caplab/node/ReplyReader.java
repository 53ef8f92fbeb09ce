package caplab.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import redis.clients.jedis.util.RedisInputStream;

/**
 * Reads answers in Redis's wire format (RESP2) with a limit on everything, since what answers may
 * not be a Redis at all. Anything that is no answer is an {@link IOException}: after it nothing on
 * that connection can be believed.
 */
final class ReplyReader {

  /** An error that Redis answered, as it was sent: the code, a space, the rest. */
  record RedisError(String message) {

    String code() {
      int space = message.indexOf(' ');
      return space < 0 ? message : message.substring(0, space);
    }
  }

  /** In place of an answer with something large, for which there was no memory. */
  static final Object LEFT_OUT = new Object();

  private static final int LARGE = 64 * 1024;
  private static final byte[] NOTHING = new byte[0];
  private static final int DIGITS_LIMIT = 18;
  private static final int LINE_LIMIT = 64 * 1024;
  private static final int BULK_LIMIT = 512 * 1024 * 1024;
  private static final int LIST_LIMIT = 4 * 1024 * 1024;
  private static final int DEPTH_LIMIT = 32;
  private static final int FIRST_CHUNK = 1024 * 1024;

  private final RedisInputStream in;
  private final BooleanSupplier room;
  private boolean leftOut;

  /**
   * @param room whether there is memory for something large, now
   */
  ReplyReader(RedisInputStream in, BooleanSupplier room) {
    this.in = in;
    this.room = room;
  }

  /**
   * Blocks until one whole answer: {@code null}, Long, byte[], List, {@link RedisError} or {@link
   * #LEFT_OUT}.
   */
  Object read() throws IOException {
    leftOut = false;
    Object answer = read(0);
    return leftOut ? LEFT_OUT : answer;
  }

  private Object read(int depth) throws IOException {
    byte mark = in.readByte();
    return switch (mark) {
      case '+' -> line();
      case '-' -> new RedisError(new String(line(), StandardCharsets.UTF_8));
      case ':' -> number();
      case '$' -> bulk();
      case '*' -> list(depth);
      default -> throw new IOException("the server answered something that is not Redis");
    };
  }

  private byte[] bulk() throws IOException {
    int length = length(BULK_LIMIT);
    if (length < 0) {
      return null;
    }
    if (length > LARGE && !room.getAsBoolean()) {
      leaveOut(length);
      return NOTHING;
    }
    // A length is only a claim: memory beyond the first chunk is taken when the bytes are there.
    byte[] bytes = new byte[Math.min(length, FIRST_CHUNK)];
    int read = 0;
    while (read < length) {
      if (read == bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(length, 4L * bytes.length));
      }
      int count = in.read(bytes, read, bytes.length - read);
      if (count < 0) {
        throw new IOException("the server closed the connection");
      }
      read += count;
    }
    end();
    return bytes;
  }

  private void leaveOut(int length) throws IOException {
    leftOut = true;
    byte[] chunk = new byte[LARGE];
    for (int left = length; left > 0; ) {
      int count = in.read(chunk, 0, Math.min(left, chunk.length));
      if (count < 0) {
        throw new IOException("the server closed the connection");
      }
      left -= count;
    }
    end();
  }

  private List<Object> list(int depth) throws IOException {
    int length = length(LIST_LIMIT);
    if (length < 0) {
      return null;
    }
    if (depth == DEPTH_LIMIT) {
      throw new IOException("the server answered lists nested too deep");
    }
    List<Object> list = new ArrayList<>(Math.min(length, 64));
    for (int i = 0; i < length; i++) {
      Object item = read(depth + 1);
      list.add(item instanceof RedisError error ? utf8(error.message()) : item);
    }
    return list;
  }

  private int length(int limit) throws IOException {
    long length = number();
    if (length < -1 || length > limit) {
      throw new IOException("the server claimed an answer of length " + length);
    }
    return (int) length;
  }

  private long number() throws IOException {
    byte next = in.readByte();
    boolean negative = next == '-';
    next = negative ? in.readByte() : next;
    long number = 0;
    int digits = 0;
    for (; next >= '0' && next <= '9' && digits < DIGITS_LIMIT; next = in.readByte()) {
      number = 10 * number + (next - '0');
      digits++;
    }
    if (digits == 0 || next != '\r' || in.readByte() != '\n') {
      throw new IOException("the server answered something that is not a number");
    }
    return negative ? -number : number;
  }

  private byte[] line() throws IOException {
    byte[] line = new byte[32];
    int length = 0;
    for (byte next = in.readByte(); next != '\r'; next = in.readByte()) {
      if (length == LINE_LIMIT) {
        throw new IOException("the server answered a line without end");
      }
      if (length == line.length) {
        line = Arrays.copyOf(line, 2 * length);
      }
      line[length++] = next;
    }
    if (in.readByte() != '\n') {
      throw new IOException("the server broke off a line");
    }
    return Arrays.copyOf(line, length);
  }

  private void end() throws IOException {
    if (in.readByte() != '\r' || in.readByte() != '\n') {
      throw new IOException("the server's answer is longer than it said");
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
