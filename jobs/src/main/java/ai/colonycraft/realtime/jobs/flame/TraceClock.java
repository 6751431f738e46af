package ai.colonycraft.realtime.jobs.flame;

import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * When a trace began and when its last span came, in event time, epoch milliseconds.
 *
 * @param first timestamp of its spans
 * @param last timestamp of its spans
 * @param spans that are kept
 * @param wakeAt the watermark for which a timer is set
 */
record TraceClock(long first, long last, int spans, long wakeAt) {

  /** The clock with a span more. */
  static TraceClock with(TraceClock before, long timestamp) {
    return before == null
        ? new TraceClock(timestamp, timestamp, 1, Long.MAX_VALUE)
        : new TraceClock(
            Math.min(before.first, timestamp),
            Math.max(before.last, timestamp),
            before.spans + 1,
            before.wakeAt);
  }

  TraceClock wakingAt(long watermark) {
    return new TraceClock(first, last, spans, watermark);
  }

  /** The watermark at which the trace is folded, whole or not. */
  long dueAt(long quiet, long longest) {
    return Math.min(last + quiet, first + longest);
  }

  /** Writes {@link TraceClock}. */
  public static final class Serializer extends ValueSerializer<TraceClock> {

    private static final int FORMAT = 1;

    @Override
    public void serialize(TraceClock clock, DataOutputView out) throws IOException {
      out.writeByte(FORMAT);
      out.writeLong(clock.first);
      out.writeLong(clock.last);
      out.writeInt(clock.spans);
      out.writeLong(clock.wakeAt);
    }

    @Override
    public TraceClock deserialize(DataInputView in) throws IOException {
      readFormat(FORMAT, "a trace", in);
      return new TraceClock(in.readLong(), in.readLong(), in.readInt(), in.readLong());
    }
  }
}
