package caplab.node;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Why there is no connection to a node; the label {@code reason} of the failure counter. */
public enum ConnectFault {
  /** The name does not resolve. */
  UNRESOLVED,
  /** Nothing listens there, or no route leads there. */
  REFUSED,
  /** No answer in time. */
  TIMEOUT,
  /** The credentials were turned away. */
  DENIED,
  /** The certificate or the handshake of TLS. */
  TLS,
  /** The server is a read-only replica of another. */
  REPLICA,
  /** The server is one that another node of this instance is already. */
  TWIN,
  /** The server's settings weaken the promises, which profile prod does not take. */
  UNSAFE,
  /** The server is still reading its disk. */
  LOADING,
  /** The server has as many clients as it takes ({@code maxclients}). */
  CROWDED,
  /** What answers there does not speak as Redis does. */
  GARBAGE,
  /** An established connection broke. */
  BROKEN;

  /** Whether a person must mend it before the node can be used: an instance does not start so. */
  public boolean misconfigured() {
    return this == TWIN || this == UNSAFE;
  }

  /** The label in lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A server that was reached but must not be used. */
  static final class Unfit extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final ConnectFault fault;

    Unfit(ConnectFault fault, String message) {
      super(message);
      this.fault = fault;
    }

    /** The server belongs to another node. */
    static Unfit twin(String other, String runId) {
      return new Unfit(
          TWIN,
          "the same server as %s (run_id %s): each needs one of its own".formatted(other, runId));
    }

    /** The server answered the greeting with an error, which says best what is to be done. */
    static Unfit refused(ReplyReader.RedisError error) {
      ConnectFault fault =
          switch (error.code()) {
            case "DENIED", "NOPERM" -> DENIED;
            default -> error.message().contains("max number of clients") ? CROWDED : GARBAGE;
          };
      return new Unfit(fault, "the server refuses: " + error.message().split("\\. ")[0]);
    }
  }

  /** Finds the reason in an exception, its causes and what it suppressed. */
  static ConnectFault of(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = next(cause)) {
      ConnectFault fault = known(cause);
      if (fault != null) {
        return fault;
      }
    }
    return GARBAGE;
  }

  static Throwable next(Throwable thrown) {
    Throwable[] suppressed = thrown.getSuppressed();
    return thrown.getCause() == null && suppressed.length > 0 ? suppressed[0] : thrown.getCause();
  }

  private static ConnectFault known(Throwable cause) {
    return switch (cause) {
      case Unfit unfit -> unfit.fault;
      case UnknownHostException unknown -> UNRESOLVED;
      case SocketTimeoutException late -> TIMEOUT;
      case ConnectException refused -> REFUSED;
      case NoRouteToHostException away -> REFUSED;
      case SSLException tls -> TLS;
      default -> null;
    };
  }
}
