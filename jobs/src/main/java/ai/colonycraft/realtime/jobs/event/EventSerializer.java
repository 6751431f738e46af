package ai.colonycraft.realtime.jobs.event;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.types.Bytes;
import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes whole events: the fields they have, by their place in {@link Field}. */
public final class EventSerializer extends ValueSerializer<Event> {

  private static final Field[] FIELDS = Field.values();

  @Override
  public void serialize(Event event, DataOutputView out) throws IOException {
    out.writeLong(event.timestamp());
    int present = 0;
    for (Field field : FIELDS) {
      present += field != Field.TIMESTAMP && event.value(field) != null ? 1 : 0;
    }
    out.writeByte(present);
    for (Field field : FIELDS) {
      Object value = event.value(field);
      if (field != Field.TIMESTAMP && value != null) {
        out.writeByte(field.ordinal());
        write(value, out);
      }
    }
    Bytes.writeLength(event.unknown().size(), out);
    for (Map.Entry<String, Object> entry : event.unknown().entrySet()) {
      Bytes.writeText(entry.getKey(), out);
      write(entry.getValue(), out);
    }
  }

  @Override
  public Event deserialize(DataInputView in) throws IOException {
    long timestamp = in.readLong();
    Object[] values = new Object[FIELDS.length];
    values[Field.TIMESTAMP.ordinal()] = timestamp;
    for (int present = in.readByte(); present > 0; present--) {
      int field = in.readByte();
      values[field] = read(in);
    }
    int size = Bytes.readLength(in);
    Map<String, Object> unknown = size == 0 ? Map.of() : new HashMap<>();
    for (; size > 0; size--) {
      unknown.put(Bytes.readText(in), read(in));
    }
    return new Event(timestamp, values, unknown);
  }

  private static void write(Object value, DataOutputView out) throws IOException {
    if (value instanceof String text) {
      out.writeByte('s');
      Bytes.writeText(text, out);
    } else if (value instanceof Long number) {
      out.writeByte('l');
      out.writeLong(number);
    } else if (value instanceof Double number) {
      out.writeByte('d');
      out.writeDouble(number);
    } else {
      out.writeByte((Boolean) value ? 't' : 'f');
    }
  }

  private static Object read(DataInputView in) throws IOException {
    byte kind = in.readByte();
    return switch (kind) {
      case 's' -> Bytes.readText(in);
      case 'l' -> in.readLong();
      case 'd' -> in.readDouble();
      case 't' -> true;
      case 'f' -> false;
      default -> throw new IOException("no kind of value: " + kind + "; the data is damaged");
    };
  }
}
