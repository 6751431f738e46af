package ai.colonycraft.realtime.push.telemetry;

/**
 * What events use of a span, whatever encoding it came in; {@code Span} of OTLP's {@code
 * trace.proto} has the meaning of each.
 *
 * @param traceId 32 hexadecimal digits in lower case if it is valid
 * @param spanId 16 hexadecimal digits in lower case if it is valid
 * @param parentSpanId as {@code spanId}; empty for the first of a trace
 * @param name of the operation
 * @param kind {@link #SERVER} or another
 * @param startNanos epoch nanoseconds
 * @param endNanos epoch nanoseconds; 0 if it has not ended
 * @param failed whether its status is ERROR
 * @param attributes its own
 */
record OtlpSpan(
    String traceId,
    String spanId,
    String parentSpanId,
    String name,
    int kind,
    long startNanos,
    long endNanos,
    boolean failed,
    Attributes attributes) {

  /** The span of a request that was served. */
  static final int SERVER = 2;

  /** The status code of a span that failed. */
  static final int ERROR = 2;

  private static final long NANOS_A_MILLI = 1_000_000;

  /** When it ended, in epoch milliseconds. */
  long endMillis() {
    return Long.divideUnsigned(endNanos, NANOS_A_MILLI);
  }

  /** How long it took, in milliseconds with three decimals; 0 if the clock was set back. */
  double durationMillis() {
    long micros = Math.max(0, endNanos - startNanos) / 1_000;
    return micros / 1_000.0;
  }

  /**
   * Why no event can be made of it; null if one can.
   *
   * @param earliest time of its end, in epoch milliseconds
   * @param latest time of its end, in epoch milliseconds
   */
  String problem(long earliest, long latest) {
    if (!isId(traceId, 32)) {
      return "trace_id: expected 16 bytes that are not all zero";
    }
    if (!isId(spanId, 16)) {
      return "span_id: expected 8 bytes that are not all zero";
    }
    if (!parentSpanId.isEmpty() && !isId(parentSpanId, 16)) {
      return "parent_span_id: expected 8 bytes, or none";
    }
    if (startNanos == 0 || endNanos == 0) {
      return "start_time_unix_nano and end_time_unix_nano: expected both";
    }
    long end = endMillis();
    if (end < earliest || end > latest) {
      return "end_time_unix_nano: expected a time since 2000 and at most an hour ahead of this"
          + " server's clock";
    }
    return null;
  }

  private static boolean isId(String id, int digits) {
    boolean isZero = true;
    for (int i = 0; i < id.length(); i++) {
      if (Character.digit(id.charAt(i), 16) < 0) {
        return false;
      }
      isZero &= id.charAt(i) == '0';
    }
    return id.length() == digits && !isZero;
  }
}
