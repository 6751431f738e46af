package ai.colonycraft.realtime.push.transport.http;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/**
 * The id of a request: it stands in the answer, in the records of Kafka that the request brings,
 * and in what is logged about it. It is the trace id of a <a
 * href="https://www.w3.org/TR/trace-context/#traceparent-header">{@code traceparent}</a>, or what
 * {@code X-Request-Id} says, or a new one.
 */
public final class RequestId {

  /** The header of requests and answers. */
  public static final String HEADER = "X-Request-Id";

  private static final Pattern TRACE_PARENT =
      Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private RequestId() {}

  /** Chooses the id of a request, and puts it into the header of its answer. */
  public static String give(Request request, Response response) {
    String id = of(request.getHeaders().get("traceparent"), request.getHeaders().get(HEADER));
    response.getHeaders().put(HEADER, id);
    return id;
  }

  /** The id that headers give, either of which may be null. */
  static String of(String traceParent, String requestId) {
    Matcher trace = TRACE_PARENT.matcher(traceParent == null ? "" : traceParent);
    if (trace.matches()) {
      return trace.group(1);
    }
    return requestId != null && ID.matcher(requestId).matches()
        ? requestId
        : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }
}
