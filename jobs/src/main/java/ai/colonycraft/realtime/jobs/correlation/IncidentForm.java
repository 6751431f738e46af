package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.jobs.types.Bytes;
import ai.colonycraft.realtime.rules.Severity;
import ai.colonycraft.realtime.rules.match.Incident;
import ai.colonycraft.realtime.rules.match.MatchedEvent;
import ai.colonycraft.realtime.rules.match.Notification;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes and reads open incidents as part of a key's memory. */
final class IncidentForm {

  private IncidentForm() {}

  /** Writes an open incident. */
  static void write(Incident incident, DataOutputView out) throws IOException {
    Notification notification = incident.notification();
    Bytes.writeText(notification.id(), out);
    Bytes.writeConstant(notification.type(), out);
    Bytes.writeText(notification.title(), out);
    Bytes.writeText(notification.message(), out);
    out.writeLong(notification.timestamp());
    Bytes.writeText(notification.source(), out);
    writeValues(notification.context(), out);
    Bytes.writeText(notification.actionUrl().orElse(null), out);
    Bytes.writeText(incident.identity(), out);
    writeValues(incident.fields(), out);
    out.writeLong(incident.count());
    out.writeLong(incident.lastSeenAt());
    out.writeLong(incident.expiresAt());
    Bytes.writeLength(incident.events().size(), out);
    for (MatchedEvent event : incident.events()) {
      Bytes.writeText(event.step(), out);
      Bytes.writeText(event.type(), out);
      out.writeLong(event.timestamp());
      writeValues(event.facts(), out);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param hasEvents whether the version that wrote it kept the events of matches
   */
  static Incident read(DataInputView in, boolean hasEvents) throws IOException {
    Notification notification =
        new Notification(
            Bytes.readText(in),
            Bytes.readConstant(Severity.values(), in),
            Bytes.readText(in),
            Bytes.readText(in),
            in.readLong(),
            Bytes.readText(in),
            readValues(in),
            Optional.ofNullable(Bytes.readText(in)));
    String identity = Bytes.readText(in);
    Map<String, Object> fields = readValues(in);
    long count = in.readLong();
    long lastSeenAt = in.readLong();
    long expiresAt = in.readLong();
    List<MatchedEvent> events = new ArrayList<>();
    for (int size = hasEvents ? Bytes.readLength(in) : 0; size > 0; size--) {
      events.add(
          new MatchedEvent(Bytes.readText(in), Bytes.readText(in), in.readLong(), readValues(in)));
    }
    return new Incident(
        notification, events, identity, fields, count, lastSeenAt, expiresAt, Optional.empty());
  }

  private static void writeValues(Map<String, Object> values, DataOutputView out)
      throws IOException {
    Bytes.writeLength(values.size(), out);
    for (Map.Entry<String, Object> entry : values.entrySet()) {
      Bytes.writeText(entry.getKey(), out);
      Object value = entry.getValue();
      if (value instanceof Long number) {
        out.writeByte('l');
        out.writeLong(number);
      } else if (value instanceof Double number) {
        out.writeByte('d');
        out.writeDouble(number);
      } else if (value instanceof Boolean truth) {
        out.writeByte('b');
        out.writeBoolean(truth);
      } else {
        out.writeByte('t');
        Bytes.writeText(value.toString(), out);
      }
    }
  }

  private static Map<String, Object> readValues(DataInputView in) throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int size = Bytes.readLength(in); size > 0; size--) {
      String name = Bytes.readText(in);
      byte kind = in.readByte();
      values.put(
          name,
          switch (kind) {
            case 'l' -> in.readLong();
            case 'd' -> in.readDouble();
            case 'b' -> in.readBoolean();
            case 't' -> Bytes.readText(in);
            default -> throw new IOException("no kind of value: " + kind + "; the data is damaged");
          });
    }
    return values;
  }
}
