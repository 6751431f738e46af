package ai.colonycraft.realtime.push.telemetry;

/**
 * Reads {@code ExportTraceServiceRequest} of OTLP in Protobuf. The numbers are those of
 * opentelemetry-proto 1: {@code trace/v1/trace.proto}, {@code common/v1/common.proto} and {@code
 * resource/v1/resource.proto}. Any thread may use it.
 */
final class OtlpProtobuf implements EventFormat {

  @Override
  public void read(byte[] bytes, EventCollector events) throws UnreadableException {
    ProtobufReader request = new ProtobufReader(bytes);
    for (int field = request.next(); field != 0; field = request.next()) {
      if (field == 1) {
        resourceSpans(request.message(), events);
      }
    }
  }

  /** Reads the message twice, since the resource may come after its spans. */
  private static void resourceSpans(ProtobufReader message, EventCollector events)
      throws UnreadableException {
    Attributes resource = new Attributes();
    ProtobufReader first = message.again();
    for (int field = first.next(); field != 0; field = first.next()) {
      if (field == 1) {
        resource(first.message(), resource);
      }
    }
    for (int field = message.next(); field != 0; field = message.next()) {
      if (field == 2) {
        scopeSpans(message.message(), resource, events);
      }
    }
  }

  private static void resource(ProtobufReader in, Attributes to) throws UnreadableException {
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field == 1) {
        attribute(in.message(), to);
      }
    }
  }

  private static void scopeSpans(ProtobufReader in, Attributes resource, EventCollector events)
      throws UnreadableException {
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field == 2) {
        events.add(span(in.message()), resource);
      }
    }
  }

  private static OtlpSpan span(ProtobufReader in) throws UnreadableException {
    String traceId = "";
    String spanId = "";
    String parentSpanId = "";
    String name = "";
    int kind = 0;
    long start = 0;
    long end = 0;
    boolean failed = false;
    Attributes attributes = new Attributes();
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> traceId = in.hex();
        case 2 -> spanId = in.hex();
        case 4 -> parentSpanId = in.hex();
        case 5 -> name = in.text();
        case 6 -> kind = (int) in.integer();
        case 7 -> start = in.fixed64();
        case 8 -> end = in.fixed64();
        case 9 -> attribute(in.message(), attributes);
        case 15 -> failed = isError(in.message());
        default -> {
          // Not used.
        }
      }
    }
    return new OtlpSpan(traceId, spanId, parentSpanId, name, kind, start, end, failed, attributes);
  }

  private static boolean isError(ProtobufReader status) throws UnreadableException {
    boolean isError = false;
    for (int field = status.next(); field != 0; field = status.next()) {
      if (field == 3) {
        isError = status.integer() == OtlpSpan.ERROR;
      }
    }
    return isError;
  }

  /** {@code KeyValue}: the value may come before its key. */
  private static void attribute(ProtobufReader in, Attributes to) throws UnreadableException {
    String key = "";
    String value = null;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> key = in.text();
        case 2 -> value = value(in.message());
        default -> {
          // Not used.
        }
      }
    }
    to.put(key, value);
  }

  /** {@code AnyValue} as text; null for lists, maps and bytes. */
  private static String value(ProtobufReader in) throws UnreadableException {
    String value = null;
    for (int field = in.next(); field != 0; field = in.next()) {
      value =
          switch (field) {
            case 1 -> in.text();
            case 2 -> Boolean.toString(in.integer() != 0);
            case 3 -> Long.toString(in.integer());
            case 4 -> Double.toString(Double.longBitsToDouble(in.fixed64()));
            default -> null;
          };
    }
    return value;
  }
}
