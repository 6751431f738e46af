package ai.colonycraft.realtime.jobs.health;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.types.Bytes;
import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import ai.colonycraft.realtime.jobs.types.ValueType;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What a service says of how it is, in place of what it said before.
 *
 * @param place which service
 * @param kind what it speaks of: {@link #MEMORY}, {@link #HEALTH}, or a phase of a deployment
 * @param name the instance, the state, or the version
 * @param value bytes of memory, 1, or when it was deployed in epoch seconds
 * @param timestamp of the event, epoch milliseconds: an older notice never replaces a newer one
 */
record Notice(ServicePlace place, String kind, String name, double value, long timestamp) {

  static final String MEMORY = "memory";
  static final String HEALTH = "health";

  /** How Flink writes one; also in state. */
  static final ValueType<Notice> VALUE_TYPE = ValueType.of(Notice.class, new Serializer());

  /** What an instance holds; null if the event does not say. */
  static Notice ofResources(Event event) {
    long bytes = event.integer(Field.MEMORY_BYTES, -1);
    return bytes < 0
        ? null
        : new Notice(
            ServicePlace.of(event),
            MEMORY,
            Labels.of(event.text(Field.INSTANCE)),
            bytes,
            event.timestamp());
  }

  /** The state that a service reports. */
  static Notice ofHealth(Event event) {
    return new Notice(ServicePlace.of(event), HEALTH, state(event), 1, event.timestamp());
  }

  /** A deployment that started or finished. */
  static Notice ofDeployment(Event event, String phase) {
    return new Notice(
        ServicePlace.of(event),
        phase,
        Labels.of(event.text(Field.VERSION)),
        event.timestamp() / 1000.0,
        event.timestamp());
  }

  /** The value says it, 1 for all well and 0 for nothing well; without one the severity does. */
  private static String state(Event event) {
    double value = event.decimal(Field.VALUE, -1);
    if (value >= 0) {
      return value >= 1 ? "healthy" : value > 0 ? "degraded" : "unhealthy";
    }
    return switch (Labels.of(event.text(Field.SEVERITY))) {
      case "info", "ok", "healthy" -> "healthy";
      case "warning", "degraded" -> "degraded";
      default -> "unhealthy";
    };
  }

  /** Writes {@link Notice}. */
  public static final class Serializer extends ValueSerializer<Notice> {

    private static final int FORMAT = 1;

    @Override
    public void serialize(Notice notice, DataOutputView out) throws IOException {
      out.writeByte(FORMAT);
      notice.place.write(out);
      Bytes.writeText(notice.kind, out);
      Bytes.writeText(notice.name, out);
      out.writeDouble(notice.value);
      out.writeLong(notice.timestamp);
    }

    @Override
    public Notice deserialize(DataInputView in) throws IOException {
      readFormat(FORMAT, "a notice", in);
      return new Notice(
          ServicePlace.read(in),
          Bytes.readText(in),
          Bytes.readText(in),
          in.readDouble(),
          in.readLong());
    }
  }
}
