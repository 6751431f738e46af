package ai.colonycraft.realtime.jobs.flame;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.types.Bytes;
import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import ai.colonycraft.realtime.jobs.types.ValueType;
import java.io.IOException;
import java.util.Comparator;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * One piece of work within a trace. Times are whole microseconds, so that sums do not depend on the
 * order in which spans come.
 *
 * @param traceId of the trace
 * @param spanId of this span, unique in the trace
 * @param parentId of the span that caused it; null for the first of a trace
 * @param timestamp of the event, epoch milliseconds
 * @param service that did the work
 * @param operation what it did, or {@code unknown}
 * @param micros how long it took, with what it caused
 * @param cpuMicros CPU time that it used itself
 * @param tokens that it spent itself
 * @param colony name or else id of the colony that it worked for, or null
 * @param agent name or else id of the agent that it worked for, or null
 */
record Span(
    String traceId,
    String spanId,
    String parentId,
    long timestamp,
    String service,
    String operation,
    long micros,
    long cpuMicros,
    long tokens,
    String colony,
    String agent) {

  /** How Flink writes one; also in state. */
  static final ValueType<Span> VALUE_TYPE = ValueType.of(Span.class, new Serializer());

  /** Of two spans with one id, the lesser counts; total, so that any order of arrival agrees. */
  static final Comparator<Span> ORDER =
      Comparator.<Span>comparingLong(Span::timestamp)
          .thenComparingLong(span -> -span.micros())
          .thenComparing(Span::service)
          .thenComparing(Span::operation)
          .thenComparing(span -> String.valueOf(span.parentId()))
          .thenComparingLong(Span::cpuMicros)
          .thenComparingLong(Span::tokens)
          .thenComparing(span -> String.valueOf(span.colony()))
          .thenComparing(span -> String.valueOf(span.agent()));

  /** The span of an event, or null if it lacks the id of the trace or its own. */
  static Span of(Event event) {
    String traceId = event.text(Field.TRACE_ID);
    String spanId = event.text(Field.SPAN_ID);
    if (traceId == null || traceId.isEmpty() || spanId == null || spanId.isEmpty()) {
      return null;
    }
    String parentId = event.text(Field.PARENT_SPAN_ID);
    return new Span(
        traceId,
        spanId,
        parentId == null || parentId.isEmpty() ? null : parentId,
        event.timestamp(),
        event.text(Field.SERVICE),
        either(event.text(Field.OPERATION), "unknown"),
        micros(event.decimal(Field.DURATION_MS, 0) * 1_000),
        micros(event.decimal(Field.CPU_SECONDS, 0) * 1_000_000),
        Math.max(0, event.integer(Field.TOKENS, 0)),
        either(event.text(Field.COLONY_NAME), event.text(Field.COLONY_ID)),
        either(event.text(Field.AGENT_NAME), event.text(Field.AGENT_ID)));
  }

  private static String either(String text, String instead) {
    return text == null || text.isEmpty() ? instead : text;
  }

  /** Beyond a day nothing is a duration of work. */
  private static long micros(double micros) {
    return Math.round(Math.max(0, Math.min(micros, 86_400e6)));
  }

  /** Writes {@link Span}. */
  public static final class Serializer extends ValueSerializer<Span> {

    private static final int FORMAT = 1;

    @Override
    public void serialize(Span span, DataOutputView out) throws IOException {
      out.writeByte(FORMAT);
      Bytes.writeText(span.traceId, out);
      Bytes.writeText(span.spanId, out);
      Bytes.writeText(span.parentId, out);
      out.writeLong(span.timestamp);
      Bytes.writeText(span.service, out);
      Bytes.writeText(span.operation, out);
      out.writeLong(span.micros);
      out.writeLong(span.cpuMicros);
      out.writeLong(span.tokens);
      Bytes.writeText(span.colony, out);
      Bytes.writeText(span.agent, out);
    }

    @Override
    public Span deserialize(DataInputView in) throws IOException {
      readFormat(FORMAT, "a span", in);
      return new Span(
          Bytes.readText(in),
          Bytes.readText(in),
          Bytes.readText(in),
          in.readLong(),
          Bytes.readText(in),
          Bytes.readText(in),
          in.readLong(),
          in.readLong(),
          in.readLong(),
          Bytes.readText(in),
          Bytes.readText(in));
    }
  }
}
