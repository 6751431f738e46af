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
 * @param key what kind of key
 * @param value the event's value of it
 * @param topic where the event came from
 * @param event the event
 */
record Routed(Key key, String value, String topic, Event event) {

  /** How Flink writes one. */
  static final ValueType<Routed> VALUE_TYPE = ValueType.of(Routed.class, new Serializer());

  /** The key of Flink's state: kind and value in one text. */
  String address() {
    return key.ordinal() + ":" + value;
  }

  /** The kind of an address. */
  static Key key(String address) {
    return Key.values()[address.charAt(0) - '0'];
  }

  /** The value of an address. */
  static String value(String address) {
    return address.substring(2);
  }

  /** Writes {@link Routed}. */
  public static final class Serializer extends ValueSerializer<Routed> {

    private static final EventSerializer EVENTS = new EventSerializer();

    @Override
    public void serialize(Routed routed, DataOutputView out) throws IOException {
      Bytes.writeConstant(routed.key, out);
      Bytes.writeText(routed.value, out);
      Bytes.writeText(routed.topic, out);
      EVENTS.serialize(routed.event, out);
    }

    @Override
    public Routed deserialize(DataInputView in) throws IOException {
      Key key = Bytes.readConstant(Key.values(), in);
      return new Routed(key, Bytes.readText(in), Bytes.readText(in), EVENTS.deserialize(in));
    }
  }
}
