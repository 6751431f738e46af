package ai.colonycraft.realtime.jobs.event;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.IgnoredFields;
import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import ai.colonycraft.realtime.jobs.types.ValueType;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * An event, and whether it can still correct its windows. Live numbers count all events; finished
 * windows only those in time.
 *
 * @param event the event
 * @param tooLate whether its window of counts is closed for good
 * @param traceTooLate whether its window of traces is closed for good
 * @param ignored the optional fields that count as absent
 */
public record Arrival(Event event, boolean tooLate, boolean traceTooLate, IgnoredFields ignored) {

  /** How Flink writes one, where the chain from the source is broken. */
  public static final ValueType<Arrival> VALUE_TYPE = ValueType.of(Arrival.class, new Serializer());

  /** Writes {@link Arrival}. */
  public static final class Serializer extends ValueSerializer<Arrival> {

    private static final EventSerializer EVENTS = new EventSerializer();

    @Override
    public void serialize(Arrival arrival, DataOutputView out) throws IOException {
      out.writeBoolean(arrival.tooLate);
      out.writeBoolean(arrival.traceTooLate);
      EVENTS.serialize(arrival.event, out);
      out.writeLong(arrival.ignored.wrongType());
      out.writeLong(arrival.ignored.outOfRange());
    }

    @Override
    public Arrival deserialize(DataInputView in) throws IOException {
      boolean tooLate = in.readBoolean();
      boolean traceTooLate = in.readBoolean();
      Event event = EVENTS.deserialize(in);
      return new Arrival(
          event, tooLate, traceTooLate, new IgnoredFields(in.readLong(), in.readLong()));
    }
  }
}
