package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.jobs.event.EventSerializer;
import ai.colonycraft.realtime.jobs.types.Bytes;
import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import ai.colonycraft.realtime.jobs.types.ValueType;
import ai.colonycraft.realtime.rules.Key;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * An event on its way to one of the keys that rules need it under.
 *
 * @param kind what kind of key, as {@link Key#id()} has it
 * @param value the event's value of it
 * @param topic where the event came from
 * @param event the event
 */
record Routed(String kind, String value, String topic, Event event) {

  /** Begins a kind that is longer than a digit. */
  private static final char LONG_KIND = 'x';

  /** How Flink writes one. */
  static final ValueType<Routed> VALUE_TYPE = ValueType.of(Routed.class, new Serializer());

  /** An event on its way to a key. */
  Routed(Key key, String value, String topic, Event event) {
    this(key.id(), value, topic, event);
  }

  /** The key of Flink's state: kind and value in one text. */
  String address() {
    return kind + ":" + value;
  }

  /** The kind of an address. */
  static String kind(String address) {
    return address.substring(0, kindLength(address));
  }

  /** The value of an address. */
  static String value(String address) {
    return address.substring(kindLength(address) + 1);
  }

  /** A kind is a digit, or has its own length in front of a comma. */
  private static int kindLength(String address) {
    if (address.charAt(0) != LONG_KIND) {
      return 1;
    }
    int comma = address.indexOf(',');
    return comma + 1 + Integer.parseInt(address, 1, comma, 10);
  }

  /** Writes {@link Routed}. */
  public static final class Serializer extends ValueSerializer<Routed> {

    private static final EventSerializer EVENTS = new EventSerializer();

    @Override
    public void serialize(Routed routed, DataOutputView out) throws IOException {
      char first = routed.kind.charAt(0);
      if (first == LONG_KIND) {
        out.writeByte(first);
        Bytes.writeText(routed.kind, out);
      } else {
        out.writeByte(first - '0');
      }
      Bytes.writeText(routed.value, out);
      Bytes.writeText(routed.topic, out);
      EVENTS.serialize(routed.event, out);
    }

    @Override
    public Routed deserialize(DataInputView in) throws IOException {
      int first = in.readByte();
      String kind = first == LONG_KIND ? Bytes.readText(in) : Integer.toString(first);
      return new Routed(kind, Bytes.readText(in), Bytes.readText(in), EVENTS.deserialize(in));
    }
  }
}
